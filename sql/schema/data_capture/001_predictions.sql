-- What endpoints answered, and what turned out to be true.

-- One row per predicted row. Several rows of one request have the identifiers ID:1, ID:2, ….
CREATE TABLE predictions (
  capture_number           INTEGER NOT NULL PRIMARY KEY,
  prediction_id            TEXT    NOT NULL,
  endpoint_name            TEXT    NOT NULL,
  model_package_group_name TEXT    NOT NULL,
  model_package_version    INTEGER NOT NULL,
  captured_at              TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', captured_at) IS captured_at),
  inputs                   TEXT    NOT NULL CHECK (json_valid(inputs)),
  prediction               REAL    NOT NULL,
  latency_ms               REAL    NOT NULL,
  request_id               TEXT    NOT NULL
) STRICT;

CREATE INDEX predictions_by_id ON predictions (prediction_id);
CREATE INDEX predictions_by_time ON predictions (endpoint_name, captured_at);

-- The last actual value that was given for a prediction counts.
CREATE TABLE actuals (
  prediction_id TEXT NOT NULL PRIMARY KEY,
  actual        REAL NOT NULL,
  recorded_at   TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at) IS recorded_at)
) STRICT, WITHOUT ROWID;

CREATE VIEW predictions_with_actuals AS
SELECT p.*, a.actual, p.prediction - a.actual AS residual, a.recorded_at AS actual_recorded_at
FROM predictions AS p
LEFT JOIN actuals AS a ON a.prediction_id = p.prediction_id;
