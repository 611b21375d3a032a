-- Which execution filled the tables train, validation and test of this database, and by which split.

CREATE TABLE prepared_splits (
  execution_id          TEXT    NOT NULL,
  pipeline_name         TEXT    NOT NULL,
  split_type            TEXT    NOT NULL CHECK (split_type IN ('train', 'validation', 'test')),
  row_count             INTEGER NOT NULL,
  first_event_time      TEXT,
  last_event_time       TEXT,
  high_demand_threshold REAL,
  prepared_at           TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', prepared_at) IS prepared_at),
  PRIMARY KEY (execution_id, split_type)
) STRICT, WITHOUT ROWID;
