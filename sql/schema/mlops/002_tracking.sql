-- Experiments, runs, and what was tracked of each run.

CREATE TABLE experiments (
  experiment_name TEXT NOT NULL PRIMARY KEY,
  created_at      TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at) IS created_at)
) STRICT;

CREATE TABLE runs (
  mlflow_run_id   TEXT NOT NULL PRIMARY KEY CHECK (length(mlflow_run_id) = 32 AND mlflow_run_id NOT GLOB '*[^0-9a-f]*'),
  experiment_name TEXT NOT NULL REFERENCES experiments (experiment_name),
  run_name        TEXT NOT NULL,
  status          TEXT NOT NULL CHECK (status IN ('RUNNING', 'FINISHED', 'FAILED', 'KILLED')),
  started_at      TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', started_at) IS started_at),
  ended_at        TEXT CHECK (ended_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', ended_at) IS ended_at),
  execution_id    TEXT,
  pipeline_name   TEXT
) STRICT;

CREATE INDEX runs_by_experiment ON runs (experiment_name, started_at);
CREATE INDEX runs_by_execution ON runs (execution_id);

CREATE TABLE run_params (
  mlflow_run_id TEXT NOT NULL REFERENCES runs (mlflow_run_id),
  name          TEXT NOT NULL,
  value         TEXT NOT NULL,
  PRIMARY KEY (mlflow_run_id, name)
) STRICT, WITHOUT ROWID;

-- One row per run and metric: what listings and comparisons read.
CREATE TABLE run_metrics (
  mlflow_run_id TEXT NOT NULL REFERENCES runs (mlflow_run_id),
  name          TEXT NOT NULL,
  value         REAL,
  PRIMARY KEY (mlflow_run_id, name)
) STRICT, WITHOUT ROWID;

-- Metrics with steps, such as the rmse of every boosting round. Listings never read it.
CREATE TABLE run_metric_history (
  mlflow_run_id TEXT    NOT NULL REFERENCES runs (mlflow_run_id),
  name          TEXT    NOT NULL,
  step          INTEGER NOT NULL,
  value         REAL    NOT NULL,
  PRIMARY KEY (mlflow_run_id, name, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_tags (
  mlflow_run_id TEXT NOT NULL REFERENCES runs (mlflow_run_id),
  name          TEXT NOT NULL,
  value         TEXT NOT NULL,
  PRIMARY KEY (mlflow_run_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_artifacts (
  mlflow_run_id TEXT    NOT NULL REFERENCES runs (mlflow_run_id),
  artifact_path TEXT    NOT NULL,
  object_path   TEXT    NOT NULL,
  byte_count    INTEGER NOT NULL,
  sha256        TEXT    NOT NULL,
  PRIMARY KEY (mlflow_run_id, artifact_path)
) STRICT, WITHOUT ROWID;
