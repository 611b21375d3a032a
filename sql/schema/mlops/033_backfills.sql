-- Backfills: a pipeline run for one day after the other, and how far each of them is.

CREATE TABLE backfills (
  backfill_id    TEXT NOT NULL PRIMARY KEY,
  pipeline_name  TEXT NOT NULL,
  date_parameter TEXT NOT NULL,
  first_date     TEXT NOT NULL CHECK (date(first_date, '+0 days') IS first_date),
  last_date      TEXT NOT NULL CHECK (date(last_date, '+0 days') IS last_date AND last_date >= first_date),
  parameters     TEXT NOT NULL CHECK (json_valid(parameters)),
  created_at     TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at) IS created_at),
  created_by     TEXT NOT NULL
) STRICT;

CREATE TABLE backfill_days (
  backfill_id  TEXT NOT NULL REFERENCES backfills (backfill_id),
  logical_date TEXT NOT NULL CHECK (date(logical_date, '+0 days') IS logical_date),
  status       TEXT NOT NULL CHECK (status IN ('Queued', 'Executing', 'Succeeded', 'Failed')),
  execution_id TEXT,
  ended_at     TEXT CHECK (ended_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', ended_at) IS ended_at),
  reason       TEXT,
  PRIMARY KEY (backfill_id, logical_date)
) STRICT, WITHOUT ROWID;
