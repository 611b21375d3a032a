-- What each step read and made, by content: decides whether a later execution can use it again, shows why it ran, and tells
-- where every table and file comes from.

ALTER TABLE pipeline_executions ADD COLUMN logical_date TEXT
  CHECK (logical_date IS NULL OR date(logical_date, '+0 days') IS logical_date);
-- How it was asked for: {"cache":"true","from":"STEP","of":"EXECUTION"}. What is resumed goes on in the same way.
ALTER TABLE pipeline_executions ADD COLUMN request TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(request));
ALTER TABLE pipeline_executions ADD COLUMN times_resumed INTEGER NOT NULL DEFAULT 0;

-- The execution whose outcome was used again, or NULL where the step did its work in this one.
ALTER TABLE pipeline_execution_steps ADD COLUMN reused_from TEXT;
-- Why it ran, was used again, or was skipped.
ALTER TABLE pipeline_execution_steps ADD COLUMN decision TEXT;
ALTER TABLE pipeline_execution_steps ADD COLUMN cache_key TEXT;
ALTER TABLE pipeline_execution_steps ADD COLUMN attempts INTEGER NOT NULL DEFAULT 1;

CREATE INDEX pipeline_steps_by_cache_key ON pipeline_execution_steps (cache_key, ended_at)
  WHERE cache_key IS NOT NULL AND reused_from IS NULL;
CREATE INDEX pipeline_executions_by_time ON pipeline_executions (started_at, execution_id);

-- What a key was made of: {"setting split.seed":"42","table retail_demand.demand_product":"21920 rows, …"}.
CREATE TABLE pipeline_step_keys (
  cache_key TEXT NOT NULL PRIMARY KEY CHECK (length(cache_key) = 64),
  parts     TEXT NOT NULL CHECK (json_valid(parts))
) STRICT, WITHOUT ROWID;

-- The tables and objects that a step read and made. `selection` is the table, and the columns and rows of it that count.
CREATE TABLE pipeline_step_artifacts (
  execution_id TEXT    NOT NULL,
  step_name    TEXT    NOT NULL,
  direction    TEXT    NOT NULL CHECK (direction IN ('input', 'output')),
  kind         TEXT    NOT NULL CHECK (kind IN ('table', 'object')),
  name         TEXT    NOT NULL,
  selection    TEXT,
  row_count    INTEGER,
  byte_count   INTEGER,
  sha256       TEXT    NOT NULL CHECK (length(sha256) = 64),
  PRIMARY KEY (execution_id, step_name, direction, kind, name),
  FOREIGN KEY (execution_id, step_name) REFERENCES pipeline_execution_steps (execution_id, step_name)
) STRICT, WITHOUT ROWID;

CREATE INDEX pipeline_step_artifacts_by_content ON pipeline_step_artifacts (name, sha256);

-- One row per attempt at a step: more than one where it was tried again or the execution was resumed.
CREATE TABLE pipeline_step_attempts (
  execution_id TEXT    NOT NULL,
  step_name    TEXT    NOT NULL,
  attempt      INTEGER NOT NULL CHECK (attempt >= 1),
  status       TEXT    NOT NULL CHECK (status IN ('Executing', 'Stopped', 'Failed', 'Succeeded')),
  started_at   TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', started_at) IS started_at),
  ended_at     TEXT    CHECK (ended_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', ended_at) IS ended_at),
  error_code   TEXT,
  message      TEXT,
  PRIMARY KEY (execution_id, step_name, attempt),
  FOREIGN KEY (execution_id, step_name) REFERENCES pipeline_execution_steps (execution_id, step_name)
) STRICT, WITHOUT ROWID;

-- The property files of every step, those of a step whose outcome was used again among them.
CREATE VIEW pipeline_step_property_files AS
SELECT step.execution_id, step.step_name, step.reused_from, file.property_file, file.object_path, file.content
FROM pipeline_execution_steps AS step
JOIN pipeline_property_files AS file
  ON file.execution_id = coalesce(step.reused_from, step.execution_id) AND file.step_name = step.step_name;

CREATE TABLE pipeline_log_lines (
  execution_id TEXT    NOT NULL REFERENCES pipeline_executions (execution_id),
  line_number  INTEGER NOT NULL CHECK (line_number >= 1),
  step_name    TEXT,
  logged_at    TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', logged_at) IS logged_at),
  level        TEXT    NOT NULL CHECK (level IN ('info', 'warning', 'error')),
  message      TEXT    NOT NULL,
  PRIMARY KEY (execution_id, line_number)
) STRICT, WITHOUT ROWID;
