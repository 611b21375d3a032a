-- Point-in-time datasets that were noted: which groups, known until when, which entity rows, and the hash of the result. The
-- entity rows themselves are an object, so that the same rows can be made again whatever has arrived since.

CREATE TABLE feature_datasets (
  dataset_id       TEXT    NOT NULL PRIMARY KEY,
  mlflow_run_id    TEXT,
  created_at       TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at) IS created_at),
  created_by       TEXT    NOT NULL,
  destination      TEXT,
  entities_object  TEXT    NOT NULL,
  entities_sha256  TEXT    NOT NULL CHECK (length(entities_sha256) = 64),
  entity_columns   TEXT    NOT NULL CHECK (json_valid(entity_columns)),
  entity_time      TEXT    NOT NULL,
  full_names       INTEGER NOT NULL CHECK (full_names IN (0, 1)),
  row_count        INTEGER NOT NULL,
  column_count     INTEGER NOT NULL,
  content_sha256   TEXT    NOT NULL CHECK (length(content_sha256) = 64)
) STRICT;

CREATE INDEX feature_datasets_by_run ON feature_datasets (mlflow_run_id);

-- `known_until` is the newest write that counts; NULL where the group was empty.
CREATE TABLE feature_dataset_groups (
  dataset_id         TEXT    NOT NULL REFERENCES feature_datasets (dataset_id),
  position           INTEGER NOT NULL CHECK (position >= 1),
  feature_group_name TEXT    NOT NULL,
  features           TEXT    NOT NULL CHECK (json_valid(features)),
  known_until        TEXT    CHECK (known_until IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', known_until) IS known_until),
  ttl_seconds        INTEGER CHECK (ttl_seconds IS NULL OR ttl_seconds > 0),
  rows_matched       INTEGER NOT NULL,
  PRIMARY KEY (dataset_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX feature_dataset_groups_by_group ON feature_dataset_groups (feature_group_name);
