-- The event log: one row per change of state, shaped as Amazon EventBridge shapes it, written in the transaction of the change.

CREATE TABLE events (
  event_number INTEGER NOT NULL PRIMARY KEY,
  event_id     TEXT    NOT NULL UNIQUE,
  source       TEXT    NOT NULL CHECK (source <> ''),
  detail_type  TEXT    NOT NULL CHECK (detail_type <> ''),
  time         TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', time) IS time),
  account      TEXT    NOT NULL,
  region       TEXT    NOT NULL,
  resources    TEXT    NOT NULL CHECK (json_valid(resources) AND json_type(resources) = 'array'),
  detail       TEXT    NOT NULL CHECK (json_valid(detail) AND json_type(detail) = 'object')
) STRICT;

CREATE INDEX events_by_time ON events (time);
CREATE INDEX events_by_type ON events (detail_type, event_number);

CREATE TRIGGER events_stay BEFORE UPDATE ON events
BEGIN
  SELECT raise(ABORT, 'events are added, never changed');
END;

CREATE TRIGGER events_remain BEFORE DELETE ON events
BEGIN
  SELECT raise(ABORT, 'events are added, never deleted');
END;

-- REPLACE deletes without asking the trigger above.
CREATE TRIGGER events_are_added BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE event_number = NEW.event_number OR event_id = NEW.event_id)
BEGIN
  SELECT raise(ABORT, 'events are added, never replaced');
END;
