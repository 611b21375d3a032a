-- Is the feature store behind the raw table?
-- One row: the newest day and the records on either side. days_behind and records_missing should be 0 after a run of
-- the pipeline; last_write is when the feature store last took in something new, last_batch when it was last offered
-- rows.
-- Plain sqlite3 runs this file unchanged.
WITH
  raw AS (
    SELECT max(date) AS newest_date, count(*) AS records FROM retail_demand.demand_product
  ),
  stored AS (
    SELECT date(max(event_time)) AS newest_date, count(DISTINCT record_id) AS records
    FROM feature_store.retail_demand_features
    WHERE is_deleted = 0
  ),
  batches AS (
    SELECT max(write_time) AS last_batch, max(write_time) FILTER (WHERE rows_written > 0) AS last_write
    FROM feature_store.feature_ingestions
    WHERE feature_group_name = 'retail_demand_features'
  )
SELECT
  raw.newest_date AS raw_newest_date,
  stored.newest_date AS features_newest_date,
  CAST(julianday(raw.newest_date) - julianday(stored.newest_date) AS INTEGER) AS days_behind,
  raw.records AS raw_records,
  stored.records AS feature_records,
  raw.records - stored.records AS records_missing,
  batches.last_write, batches.last_batch
FROM raw, stored, batches
