-- Endpoints, the versions of their configuration, and every change of their state.

-- A configuration is added, never changed: which model version, and how it is served.
CREATE TABLE endpoint_configs (
  endpoint_name            TEXT    NOT NULL CHECK (endpoint_name <> ''),
  config_version           INTEGER NOT NULL CHECK (config_version >= 1),
  model_package_group_name TEXT    NOT NULL,
  model_package_version    INTEGER NOT NULL,
  max_concurrency          INTEGER NOT NULL CHECK (max_concurrency BETWEEN 1 AND 1000),
  memory_size_mb           INTEGER NOT NULL CHECK (memory_size_mb BETWEEN 1 AND 1048576),
  idle_seconds             INTEGER NOT NULL CHECK (idle_seconds >= 0),
  capture_percent          REAL    NOT NULL CHECK (capture_percent BETWEEN 0 AND 100),
  created_at               TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at) IS created_at),
  created_by               TEXT    NOT NULL,
  PRIMARY KEY (endpoint_name, config_version),
  FOREIGN KEY (model_package_group_name, model_package_version)
    REFERENCES model_packages (model_package_group_name, model_package_version)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER endpoint_configs_stay BEFORE UPDATE ON endpoint_configs
BEGIN
  SELECT raise(ABORT, 'configurations are added, never changed');
END;

-- What an endpoint is now. config_version is the configuration that serves; NULL until the first deployment succeeds.
CREATE TABLE endpoints (
  endpoint_name   TEXT    NOT NULL PRIMARY KEY CHECK (endpoint_name <> ''),
  endpoint_status TEXT    NOT NULL
    CHECK (endpoint_status IN ('Creating', 'InService', 'Updating', 'RollingBack', 'Failed')),
  config_version  INTEGER,
  failure_reason  TEXT,
  created_at      TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at) IS created_at),
  updated_at      TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at) IS updated_at),
  CHECK (endpoint_status <> 'InService' OR config_version IS NOT NULL),
  FOREIGN KEY (endpoint_name, config_version) REFERENCES endpoint_configs (endpoint_name, config_version)
) STRICT;

CREATE TABLE endpoint_history (
  history_number           INTEGER NOT NULL PRIMARY KEY,
  endpoint_name            TEXT    NOT NULL,
  changed_at               TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', changed_at) IS changed_at),
  from_status              TEXT,
  to_status                TEXT    NOT NULL
    CHECK (to_status IN ('Creating', 'InService', 'Updating', 'RollingBack', 'Failed', 'Deleted')),
  config_version           INTEGER,
  model_package_group_name TEXT,
  model_package_version    INTEGER,
  changed_by               TEXT    NOT NULL,
  reason                   TEXT
) STRICT;

CREATE INDEX endpoint_history_by_endpoint ON endpoint_history (endpoint_name, history_number);

CREATE TRIGGER endpoint_history_stays BEFORE UPDATE ON endpoint_history
BEGIN
  SELECT raise(ABORT, 'history is added, never changed');
END;

CREATE TRIGGER endpoint_history_remains BEFORE DELETE ON endpoint_history
BEGIN
  SELECT raise(ABORT, 'history is added, never deleted');
END;
