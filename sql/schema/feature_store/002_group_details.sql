-- What a group says about itself beside its features, and counters that every write keeps: how many rows its table has, its
-- newest write and its newest event. They make freshness a look-up and spare the daily batch a search for older states.

ALTER TABLE feature_groups ADD COLUMN ttl_seconds INTEGER CHECK (ttl_seconds IS NULL OR ttl_seconds > 0);
ALTER TABLE feature_groups ADD COLUMN source_sql TEXT;
ALTER TABLE feature_groups ADD COLUMN created_by TEXT;
ALTER TABLE feature_groups ADD COLUMN updated_at TEXT
  CHECK (updated_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', updated_at) IS updated_at);
ALTER TABLE feature_groups ADD COLUMN record_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feature_groups ADD COLUMN last_write_time TEXT
  CHECK (last_write_time IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', last_write_time) IS last_write_time);
ALTER TABLE feature_groups ADD COLUMN last_event_time TEXT
  CHECK (last_event_time IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', last_event_time) IS last_event_time);

UPDATE feature_groups SET
  record_count = coalesce(
    (SELECT sum(rows_written) FROM feature_ingestions AS i WHERE i.feature_group_name = feature_groups.feature_group_name), 0),
  last_write_time =
    (SELECT max(write_time) FROM feature_ingestions AS i WHERE i.feature_group_name = feature_groups.feature_group_name);

ALTER TABLE feature_definitions ADD COLUMN description TEXT;
ALTER TABLE feature_definitions ADD COLUMN minimum REAL;
ALTER TABLE feature_definitions ADD COLUMN maximum REAL;
ALTER TABLE feature_definitions ADD COLUMN is_required INTEGER NOT NULL DEFAULT 0 CHECK (is_required IN (0, 1));
ALTER TABLE feature_definitions ADD COLUMN added_at TEXT
  CHECK (added_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', added_at) IS added_at);

CREATE TABLE feature_group_tags (
  feature_group_name TEXT NOT NULL REFERENCES feature_groups (feature_group_name),
  tag_name           TEXT NOT NULL,
  tag_value          TEXT NOT NULL,
  PRIMARY KEY (feature_group_name, tag_name)
) STRICT, WITHOUT ROWID;

ALTER TABLE feature_ingestions ADD COLUMN source TEXT;
ALTER TABLE feature_ingestions ADD COLUMN rows_rejected INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feature_ingestions ADD COLUMN ingested_by TEXT;

-- Records that were erased for good. The record itself is not named: the ledger must not keep what was erased.
CREATE TABLE feature_erasures (
  erasure_id         TEXT    NOT NULL PRIMARY KEY,
  feature_group_name TEXT    NOT NULL,
  erased_at          TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', erased_at) IS erased_at),
  erased_by          TEXT    NOT NULL,
  reason             TEXT,
  rows_erased        INTEGER NOT NULL
) STRICT;
