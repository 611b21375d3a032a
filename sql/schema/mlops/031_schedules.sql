-- Schedules: pipelines that run by themselves, and every moment at which one was due.

CREATE TABLE schedules (
  schedule_name  TEXT    NOT NULL PRIMARY KEY,
  pipeline_name  TEXT    NOT NULL,
  cron           TEXT    NOT NULL,
  time_zone      TEXT    NOT NULL,
  catch_up       TEXT    NOT NULL CHECK (catch_up IN ('none', 'last', 'all')),
  overlap        TEXT    NOT NULL CHECK (overlap IN ('skip', 'queue')),
  parameters     TEXT    NOT NULL CHECK (json_valid(parameters)),
  date_parameter TEXT,
  status         TEXT    NOT NULL CHECK (status IN ('Enabled', 'Paused')),
  -- The next moment to look at: whoever moves it on has taken what came before.
  next_run_at    TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', next_run_at) IS next_run_at),
  created_at     TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at) IS created_at),
  created_by     TEXT    NOT NULL
) STRICT;

-- Kept when a schedule is removed.
CREATE TABLE schedule_runs (
  schedule_name TEXT NOT NULL,
  scheduled_for TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', scheduled_for) IS scheduled_for),
  logical_date  TEXT NOT NULL CHECK (date(logical_date, '+0 days') IS logical_date),
  status        TEXT NOT NULL CHECK (status IN ('Queued', 'Executing', 'Succeeded', 'Failed', 'Skipped', 'Missed')),
  reason        TEXT,
  execution_id  TEXT,
  noted_at      TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', noted_at) IS noted_at),
  started_at    TEXT CHECK (started_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', started_at) IS started_at),
  ended_at      TEXT CHECK (ended_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', ended_at) IS ended_at),
  PRIMARY KEY (schedule_name, scheduled_for)
) STRICT, WITHOUT ROWID;

CREATE INDEX schedule_runs_open ON schedule_runs (status, scheduled_for) WHERE status IN ('Queued', 'Executing');
