-- What a model version holds beside its metrics, aliases, and the rules that keep its history true.

ALTER TABLE model_package_groups ADD COLUMN four_eyes INTEGER NOT NULL DEFAULT 0 CHECK (four_eyes IN (0, 1));

ALTER TABLE model_packages ADD COLUMN shap_report TEXT CHECK (shap_report IS NULL OR json_valid(shap_report));
-- The training parameters, an object of texts.
ALTER TABLE model_packages ADD COLUMN parameters TEXT CHECK (parameters IS NULL OR json_valid(parameters));
-- SHA-256 of the training rows as they were written to train.csv.
ALTER TABLE model_packages ADD COLUMN training_data_sha256 TEXT;
-- The types of the features in their order, an array as long as feature_columns.
ALTER TABLE model_packages ADD COLUMN feature_types TEXT CHECK (feature_types IS NULL OR json_valid(feature_types));
-- One row of test data and what the model said to it: {"features": {name: value}, "prediction": number}.
ALTER TABLE model_packages ADD COLUMN input_example TEXT CHECK (input_example IS NULL OR json_valid(input_example));
ALTER TABLE model_packages ADD COLUMN archived_at TEXT
  CHECK (archived_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', archived_at) IS archived_at);

CREATE TABLE model_package_aliases (
  model_package_group_name TEXT    NOT NULL,
  alias                    TEXT    NOT NULL,
  model_package_version    INTEGER NOT NULL,
  set_at                   TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', set_at) IS set_at),
  set_by                   TEXT    NOT NULL,
  PRIMARY KEY (model_package_group_name, alias),
  FOREIGN KEY (model_package_group_name, model_package_version)
    REFERENCES model_packages (model_package_group_name, model_package_version)
) STRICT, WITHOUT ROWID;

-- Which decisions have reached an endpoint: what makes a repeated delivery harmless.
CREATE TABLE model_deployments (
  endpoint_name            TEXT    NOT NULL,
  decision_number          INTEGER NOT NULL REFERENCES model_package_decisions (decision_number),
  -- NULL: the endpoint was taken out of service.
  model_package_group_name TEXT,
  model_package_version    INTEGER,
  deployed_at              TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', deployed_at) IS deployed_at),
  PRIMARY KEY (endpoint_name, decision_number)
) STRICT, WITHOUT ROWID;

-- A version is what it was registered as.
CREATE TRIGGER model_packages_stay BEFORE UPDATE OF
  model_package_group_name, model_package_version, registered_at, model_artifact, artifact_sha256, artifact_byte_count,
  mlflow_run_id, execution_id, label, feature_columns, feature_types, regression_metrics, input_example
  ON model_packages
BEGIN
  SELECT raise(ABORT, 'a model version is never changed after its registration');
END;

CREATE TRIGGER model_packages_remain BEFORE DELETE ON model_packages
BEGIN
  SELECT raise(ABORT, 'model versions are archived, never deleted');
END;

CREATE TRIGGER model_packages_status BEFORE UPDATE OF approval_status ON model_packages
WHEN NEW.approval_status IS NOT (
  SELECT to_status FROM model_package_decisions
  WHERE model_package_group_name = NEW.model_package_group_name
    AND model_package_version = NEW.model_package_version
  ORDER BY decision_number DESC LIMIT 1)
BEGIN
  SELECT raise(ABORT, 'the status of a model version changes by a decision');
END;
