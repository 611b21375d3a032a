-- How a pipeline's batch met what users had changed, and how new the records are that were not deleted.
--
-- `corrections_kept`: rows that were left out because the raw data are as before and somebody has corrected or deleted the
-- record since. `corrections_overwritten`: rows that were written over a correction or deletion because the raw data changed.

ALTER TABLE feature_ingestions ADD COLUMN corrections_kept INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feature_ingestions ADD COLUMN corrections_overwritten INTEGER NOT NULL DEFAULT 0;

-- The newest event time of rows that are no deletions; `last_event_time` counts deletions too.
ALTER TABLE feature_groups ADD COLUMN last_live_event_time TEXT
  CHECK (last_live_event_time IS NULL
    OR strftime('%Y-%m-%dT%H:%M:%fZ', last_live_event_time) IS last_live_event_time);

UPDATE feature_groups SET last_live_event_time = last_event_time;
