-- What the rows were like that a model version was trained on: the baseline of what its endpoint is asked later.

-- A sample of the training rows, one array a column; the arrays of a version have one length, and the same place is the
-- same row. The role prediction is what the model itself says of these rows.
CREATE TABLE model_package_baselines (
  model_package_group_name TEXT    NOT NULL,
  model_package_version    INTEGER NOT NULL,
  column_name              TEXT    NOT NULL,
  role                     TEXT    NOT NULL CHECK (role IN ('feature', 'prediction')),
  sampled_values           TEXT    NOT NULL CHECK (json_type(sampled_values) IS 'array'),
  PRIMARY KEY (model_package_group_name, model_package_version, role, column_name),
  FOREIGN KEY (model_package_group_name, model_package_version)
    REFERENCES model_packages (model_package_group_name, model_package_version)
) STRICT;

-- How many rows had an interval beside the forecast, and how many of these the actual value fell into.
ALTER TABLE performance_daily ADD COLUMN interval_rows INTEGER NOT NULL DEFAULT 0;
ALTER TABLE performance_daily ADD COLUMN covered_rows INTEGER NOT NULL DEFAULT 0;
