-- The feature groups of the offline store. Each group has one append-only table of its own in this database.

CREATE TABLE feature_groups (
  feature_group_name     TEXT NOT NULL PRIMARY KEY,
  record_identifier_name TEXT NOT NULL,
  event_time_name        TEXT NOT NULL,
  description            TEXT,
  pipeline_name          TEXT,
  created_at             TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at) IS created_at)
) STRICT;

CREATE TABLE feature_definitions (
  feature_group_name TEXT    NOT NULL REFERENCES feature_groups (feature_group_name),
  feature_number     INTEGER NOT NULL CHECK (feature_number >= 1),
  feature_name       TEXT    NOT NULL,
  feature_type       TEXT    NOT NULL CHECK (feature_type IN ('Integral', 'Fractional', 'String')),
  PRIMARY KEY (feature_group_name, feature_name)
) STRICT, WITHOUT ROWID;

-- One row per batch. `rows_written` is smaller than `rows_read` where records were there already, unchanged.
CREATE TABLE feature_ingestions (
  feature_group_name TEXT    NOT NULL REFERENCES feature_groups (feature_group_name),
  execution_id       TEXT    NOT NULL,
  write_time         TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', write_time) IS write_time),
  rows_read          INTEGER NOT NULL,
  rows_written       INTEGER NOT NULL,
  PRIMARY KEY (feature_group_name, execution_id)
) STRICT, WITHOUT ROWID;
