-- The history of queries, Athena's role: who asked what, when, and what came of it.

CREATE TABLE queries (
  query_id      TEXT    NOT NULL PRIMARY KEY,
  query_name    TEXT,
  sql           TEXT    NOT NULL,
  parameters    TEXT    NOT NULL CHECK (json_valid(parameters)),
  status        TEXT    NOT NULL CHECK (status IN ('SUCCEEDED', 'FAILED')),
  started_at    TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', started_at) IS started_at),
  ended_at      TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', ended_at) IS ended_at),
  row_count     INTEGER,
  message       TEXT,
  submitted_by  TEXT    NOT NULL
) STRICT;

CREATE INDEX queries_by_time ON queries (started_at);
