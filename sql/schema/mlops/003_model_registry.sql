-- Model package groups, their versions, and every decision about a version.

CREATE TABLE model_package_groups (
  model_package_group_name TEXT NOT NULL PRIMARY KEY,
  description              TEXT,
  created_at               TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at) IS created_at)
) STRICT;

CREATE TABLE model_packages (
  model_package_group_name TEXT    NOT NULL REFERENCES model_package_groups (model_package_group_name),
  model_package_version    INTEGER NOT NULL CHECK (model_package_version >= 1),
  approval_status          TEXT    NOT NULL CHECK (approval_status IN ('PendingManualApproval', 'Approved', 'Rejected')),
  registered_at            TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', registered_at) IS registered_at),
  model_artifact           TEXT    NOT NULL,
  artifact_sha256          TEXT    NOT NULL,
  artifact_byte_count      INTEGER NOT NULL,
  mlflow_run_id            TEXT,
  execution_id             TEXT,
  pipeline_name            TEXT,
  endpoint_name            TEXT,
  label                    TEXT    NOT NULL,
  feature_columns          TEXT    NOT NULL CHECK (json_valid(feature_columns)),
  regression_metrics       TEXT    NOT NULL CHECK (json_valid(regression_metrics)),
  bias_metrics             TEXT    CHECK (bias_metrics IS NULL OR json_valid(bias_metrics)),
  data_profile             TEXT    CHECK (data_profile IS NULL OR json_valid(data_profile)),
  PRIMARY KEY (model_package_group_name, model_package_version)
) STRICT;

-- One version per execution of a pipeline: a step that runs again finds its version here.
CREATE UNIQUE INDEX model_packages_by_execution ON model_packages (model_package_group_name, execution_id)
  WHERE execution_id IS NOT NULL;

CREATE TABLE model_package_metrics (
  model_package_group_name TEXT    NOT NULL,
  model_package_version    INTEGER NOT NULL,
  name                     TEXT    NOT NULL,
  value                    REAL,
  PRIMARY KEY (model_package_group_name, model_package_version, name),
  FOREIGN KEY (model_package_group_name, model_package_version)
    REFERENCES model_packages (model_package_group_name, model_package_version)
) STRICT, WITHOUT ROWID;

-- Decisions are added, never changed.
CREATE TABLE model_package_decisions (
  decision_number          INTEGER NOT NULL PRIMARY KEY,
  model_package_group_name TEXT    NOT NULL,
  model_package_version    INTEGER NOT NULL,
  from_status              TEXT,
  to_status                TEXT    NOT NULL CHECK (to_status IN ('PendingManualApproval', 'Approved', 'Rejected')),
  decided_at               TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', decided_at) IS decided_at),
  decided_by               TEXT    NOT NULL,
  reason                   TEXT,
  FOREIGN KEY (model_package_group_name, model_package_version)
    REFERENCES model_packages (model_package_group_name, model_package_version)
) STRICT;

CREATE TRIGGER model_package_decisions_stay BEFORE UPDATE ON model_package_decisions
BEGIN
  SELECT raise(ABORT, 'decisions are added, never changed');
END;

CREATE TRIGGER model_package_decisions_remain BEFORE DELETE ON model_package_decisions
BEGIN
  SELECT raise(ABORT, 'decisions are added, never deleted');
END;

-- REPLACE deletes without asking the trigger above.
CREATE TRIGGER model_package_decisions_are_added BEFORE INSERT ON model_package_decisions
WHEN EXISTS (SELECT 1 FROM model_package_decisions WHERE decision_number = NEW.decision_number)
BEGIN
  SELECT raise(ABORT, 'decisions are added, never replaced');
END;
