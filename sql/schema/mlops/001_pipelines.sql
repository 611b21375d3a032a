-- Pipelines, their executions and the steps of each execution.

CREATE TABLE pipelines (
  pipeline_name   TEXT    NOT NULL,
  version         INTEGER NOT NULL CHECK (version >= 1),
  definition      TEXT    NOT NULL CHECK (json_valid(definition)),
  definition_hash TEXT    NOT NULL,
  created_at      TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at) IS created_at),
  PRIMARY KEY (pipeline_name, version),
  UNIQUE (pipeline_name, definition_hash)
) STRICT;

CREATE TABLE pipeline_executions (
  execution_id     TEXT    NOT NULL PRIMARY KEY,
  pipeline_name    TEXT    NOT NULL,
  pipeline_version INTEGER NOT NULL,
  display_name     TEXT,
  status           TEXT    NOT NULL CHECK (status IN ('Executing', 'Stopping', 'Stopped', 'Failed', 'Succeeded')),
  parameters       TEXT    NOT NULL CHECK (json_valid(parameters)),
  started_at       TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', started_at) IS started_at),
  ended_at         TEXT    CHECK (ended_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', ended_at) IS ended_at),
  failure_reason   TEXT,
  started_by       TEXT    NOT NULL,
  process_id       INTEGER NOT NULL,
  program_version  TEXT    NOT NULL,
  FOREIGN KEY (pipeline_name, pipeline_version) REFERENCES pipelines (pipeline_name, version)
) STRICT;

CREATE INDEX pipeline_executions_by_pipeline ON pipeline_executions (pipeline_name, started_at);

CREATE TABLE pipeline_execution_steps (
  execution_id      TEXT    NOT NULL REFERENCES pipeline_executions (execution_id),
  step_number       INTEGER NOT NULL CHECK (step_number >= 1),
  step_name         TEXT    NOT NULL,
  step_type         TEXT    NOT NULL,
  status            TEXT    NOT NULL CHECK (status IN ('Executing', 'Stopped', 'Failed', 'Succeeded', 'Skipped')),
  started_at        TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', started_at) IS started_at),
  ended_at          TEXT    CHECK (ended_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', ended_at) IS ended_at),
  inputs            TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(inputs)),
  outputs           TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(outputs)),
  message           TEXT,
  cpu_seconds       REAL,
  peak_memory_bytes INTEGER,
  PRIMARY KEY (execution_id, step_name)
) STRICT;

CREATE TABLE pipeline_property_files (
  execution_id  TEXT NOT NULL,
  step_name     TEXT NOT NULL,
  property_file TEXT NOT NULL,
  object_path   TEXT NOT NULL,
  content       TEXT NOT NULL CHECK (json_valid(content)),
  PRIMARY KEY (execution_id, step_name, property_file),
  FOREIGN KEY (execution_id, step_name) REFERENCES pipeline_execution_steps (execution_id, step_name)
) STRICT;
