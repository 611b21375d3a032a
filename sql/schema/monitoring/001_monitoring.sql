-- The monitoring tables that are the same for every pipeline. `evaluation_summary` and `test_predictions` carry columns
-- named after a pipeline's label and features; they are created when its first run is ingested.

CREATE TABLE shap_feature_importance (
  feature            TEXT NOT NULL,
  mean_abs_shap      REAL NOT NULL,
  eval_timestamp_utc TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', eval_timestamp_utc) IS eval_timestamp_utc),
  mlflow_run_id      TEXT NOT NULL,
  eval_date          TEXT NOT NULL CHECK (date(eval_date) IS eval_date),
  PRIMARY KEY (mlflow_run_id, feature)
) STRICT;

CREATE TABLE data_profile (
  eval_timestamp_utc TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', eval_timestamp_utc) IS eval_timestamp_utc),
  mlflow_run_id      TEXT    NOT NULL,
  eval_date          TEXT    NOT NULL CHECK (date(eval_date) IS eval_date),
  generated_at_utc   TEXT    NOT NULL,
  feature_name       TEXT    NOT NULL,
  kind               TEXT    NOT NULL CHECK (kind IN ('label', 'feature')),
  n_rows             INTEGER NOT NULL,
  mean               REAL,
  std                REAL,
  min                REAL,
  max                REAL,
  p25                REAL,
  p50                REAL,
  p75                REAL,
  missing_count      INTEGER NOT NULL,
  PRIMARY KEY (mlflow_run_id, feature_name)
) STRICT;
