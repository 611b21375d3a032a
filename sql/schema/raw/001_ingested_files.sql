-- Which files were loaded into which tables of this database. The content hash makes a second load of a file harmless.

CREATE TABLE ingested_files (
  table_name     TEXT    NOT NULL,
  content_sha256 TEXT    NOT NULL CHECK (length(content_sha256) = 64),
  file_name      TEXT    NOT NULL,
  byte_count     INTEGER NOT NULL,
  row_count      INTEGER NOT NULL,
  ingested_at    TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', ingested_at) IS ingested_at),
  PRIMARY KEY (table_name, content_sha256)
) STRICT, WITHOUT ROWID;
