-- Which tables of this database were made by a batch transform, and how far each has come. Written in the transaction of
-- the rows that it tells of, so that a transform that was interrupted goes on where it was.

CREATE TABLE batch_transforms (
  output_table             TEXT    NOT NULL PRIMARY KEY,
  input                    TEXT    NOT NULL,
  endpoint_name            TEXT    NOT NULL,
  model_package_group_name TEXT    NOT NULL,
  model_package_version    INTEGER NOT NULL,
  identity_sha256          TEXT    NOT NULL CHECK (length(identity_sha256) = 64),
  last_position            INTEGER NOT NULL,
  row_count                INTEGER NOT NULL,
  started_at               TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', started_at) IS started_at),
  finished_at              TEXT    CHECK (finished_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', finished_at) IS finished_at)
) STRICT;
