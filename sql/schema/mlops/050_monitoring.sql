-- What monitoring found: data quality, drift, performance, alerts. One file and one transaction, so that a state, the figures it
-- rests on and its event never disagree. A day that is looked at again replaces its rows.

CREATE TABLE quality_results (
  table_name   TEXT    NOT NULL,
  scope        TEXT    NOT NULL,
  check_name   TEXT    NOT NULL,
  check_type   TEXT    NOT NULL,
  severity     TEXT    NOT NULL CHECK (severity IN ('error', 'warning')),
  status       TEXT    NOT NULL CHECK (status IN ('PASS', 'FAIL', 'ERROR', 'NO_ROWS')),
  rows_checked INTEGER,
  rows_failed  INTEGER,
  observed     REAL,
  expected     TEXT    NOT NULL,
  message      TEXT    NOT NULL,
  checked_at   TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', checked_at) IS checked_at),
  PRIMARY KEY (table_name, scope, check_name)
) STRICT, WITHOUT ROWID;

CREATE INDEX quality_results_by_scope ON quality_results (scope, status);

CREATE TABLE drift_results (
  monitor               TEXT    NOT NULL,
  date                  TEXT    NOT NULL,
  source                TEXT    NOT NULL CHECK (source IN ('data', 'predictions')),
  column_name           TEXT    NOT NULL,
  status                TEXT    NOT NULL CHECK (status IN ('stable', 'drift', 'not_enough_rows', 'left_out')),
  reason                TEXT,
  baseline_rows         INTEGER NOT NULL,
  current_rows          INTEGER NOT NULL,
  baseline_size         REAL,
  current_size          REAL,
  psi                   REAL,
  jensen_shannon        REAL,
  kolmogorov_smirnov    REAL,
  wasserstein           REAL,
  cramers_v             REAL,
  test                  TEXT,
  p_value               REAL,
  adjusted_p_value      REAL,
  psi_threshold         REAL,
  baseline_mean         REAL,
  current_mean          REAL,
  baseline_missing_rate REAL,
  current_missing_rate  REAL,
  outside_share         REAL,
  PRIMARY KEY (monitor, date, source, column_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE performance_daily (
  monitor       TEXT    NOT NULL,
  date          TEXT    NOT NULL,
  segment_name  TEXT    NOT NULL,
  segment       TEXT    NOT NULL,
  n_rows        INTEGER NOT NULL,
  actual        REAL    NOT NULL,
  predicted     REAL    NOT NULL,
  rmse          REAL    NOT NULL,
  mae           REAL    NOT NULL,
  wape          REAL,
  mean_error    REAL    NOT NULL,
  naive_n_rows  INTEGER NOT NULL,
  naive_rmse    REAL,
  skill         REAL,
  PRIMARY KEY (monitor, segment_name, segment, date)
) STRICT, WITHOUT ROWID;

CREATE TABLE degradation_tests (
  monitor        TEXT NOT NULL,
  date           TEXT NOT NULL,
  metric         TEXT NOT NULL,
  status         TEXT NOT NULL CHECK (status IN ('stable', 'degraded', 'not_enough_days')),
  reference_days INTEGER NOT NULL,
  window_days    INTEGER NOT NULL,
  reference_mean REAL,
  window_mean    REAL,
  increase       REAL,
  p_value        REAL,
  PRIMARY KEY (monitor, date, metric)
) STRICT, WITHOUT ROWID;

CREATE TABLE alert_datapoints (
  monitor    TEXT    NOT NULL,
  alert_name TEXT    NOT NULL,
  date       TEXT    NOT NULL,
  value      REAL,
  breaching  INTEGER CHECK (breaching IN (0, 1)),
  PRIMARY KEY (monitor, alert_name, date)
) STRICT, WITHOUT ROWID;

-- One row per alert and day that was looked at: the state after it.
CREATE TABLE alert_days (
  monitor     TEXT    NOT NULL,
  alert_name  TEXT    NOT NULL,
  date        TEXT    NOT NULL,
  state       TEXT    NOT NULL CHECK (state IN ('OK', 'ALARM', 'INSUFFICIENT_DATA')),
  from_state  TEXT    NOT NULL CHECK (from_state IN ('OK', 'ALARM', 'INSUFFICIENT_DATA')),
  severity    TEXT    NOT NULL CHECK (severity IN ('error', 'warning')),
  reason      TEXT    NOT NULL,
  is_silenced INTEGER NOT NULL CHECK (is_silenced IN (0, 1)),
  event_id    TEXT,
  decided_at  TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', decided_at) IS decided_at),
  PRIMARY KEY (monitor, alert_name, date)
) STRICT, WITHOUT ROWID;

CREATE TABLE alert_silences (
  silence_id  TEXT NOT NULL PRIMARY KEY,
  monitor     TEXT NOT NULL,
  alert_name  TEXT NOT NULL,
  first_date  TEXT NOT NULL CHECK (date(first_date) IS first_date),
  last_date   TEXT NOT NULL CHECK (date(last_date) IS last_date AND last_date >= first_date),
  reason      TEXT NOT NULL,
  silenced_by TEXT NOT NULL,
  created_at  TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at) IS created_at)
) STRICT;

CREATE TABLE monitor_runs (
  monitor           TEXT    NOT NULL,
  date              TEXT    NOT NULL,
  started_at        TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', started_at) IS started_at),
  ended_at          TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', ended_at) IS ended_at),
  quality_failures  INTEGER NOT NULL,
  drifting_columns  INTEGER NOT NULL,
  degraded_metrics  INTEGER NOT NULL,
  alarms            INTEGER NOT NULL,
  PRIMARY KEY (monitor, date)
) STRICT, WITHOUT ROWID;
