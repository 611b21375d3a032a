-- Rules over the event log, what they start, and one row per message that is to be delivered.

CREATE TABLE event_rules (
  rule_name     TEXT NOT NULL PRIMARY KEY,
  description   TEXT,
  event_pattern TEXT NOT NULL CHECK (json_valid(event_pattern)),
  state         TEXT NOT NULL DEFAULT 'ENABLED' CHECK (state IN ('ENABLED', 'DISABLED')),
  -- Why the program disabled it, such as a pattern that was changed into an invalid one.
  state_reason  TEXT,
  -- NULL: ships with the program.
  created_at    TEXT CHECK (created_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', created_at) IS created_at),
  created_by    TEXT NOT NULL
) STRICT;

CREATE TABLE event_rule_targets (
  rule_name    TEXT    NOT NULL REFERENCES event_rules (rule_name) ON DELETE CASCADE,
  target_id    TEXT    NOT NULL,
  kind         TEXT    NOT NULL CHECK (kind IN ('notify', 'deploy', 'pipeline', 'webhook', 'command')),
  settings     TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(settings) AND json_type(settings) = 'object'),
  -- How often a delivery is tried before it becomes a dead letter.
  max_attempts INTEGER NOT NULL DEFAULT 12 CHECK (max_attempts BETWEEN 1 AND 100),
  PRIMARY KEY (rule_name, target_id)
) STRICT;

CREATE TABLE topics (
  topic_name   TEXT NOT NULL PRIMARY KEY,
  description  TEXT,
  -- Where the pages are that messages link to, such as http://127.0.0.1:8080.
  link_base    TEXT,
  created_at   TEXT CHECK (created_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', created_at) IS created_at),
  created_by   TEXT NOT NULL
) STRICT;

-- Secrets are never here: settings name an environment variable (secret_env) or a file (secret_file).
CREATE TABLE topic_subscriptions (
  subscription_id TEXT NOT NULL PRIMARY KEY,
  topic_name      TEXT NOT NULL REFERENCES topics (topic_name) ON DELETE CASCADE,
  protocol        TEXT NOT NULL CHECK (protocol IN ('email', 'webhook', 'file')),
  endpoint        TEXT NOT NULL CHECK (endpoint <> ''),
  settings        TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(settings) AND json_type(settings) = 'object'),
  created_at      TEXT CHECK (created_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', created_at) IS created_at),
  created_by      TEXT NOT NULL,
  UNIQUE (topic_name, protocol, endpoint)
) STRICT;

CREATE TABLE event_replays (
  replay_id   TEXT    NOT NULL PRIMARY KEY,
  started_at  TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', started_at) IS started_at),
  started_by  TEXT    NOT NULL,
  selection   TEXT    NOT NULL CHECK (json_valid(selection)),
  event_count INTEGER NOT NULL
) STRICT;

-- The outbox: written in the transaction of the event, worked off by deliverers. At most one row per event, target and
-- recipient (a subscription of a topic), and again per replay.
CREATE TABLE event_deliveries (
  delivery_id      INTEGER NOT NULL PRIMARY KEY,
  -- What a receiver can know a repetition by.
  idempotency_key  TEXT    NOT NULL UNIQUE,
  event_id         TEXT    NOT NULL REFERENCES events (event_id),
  rule_name        TEXT    NOT NULL,
  target_id        TEXT    NOT NULL,
  kind             TEXT    NOT NULL,
  recipient        TEXT    NOT NULL DEFAULT '',
  replay_id        TEXT    NOT NULL DEFAULT '',
  status           TEXT    NOT NULL DEFAULT 'Pending'
                   CHECK (status IN ('Pending', 'Claimed', 'Delivered', 'Cancelled', 'DeadLetter')),
  attempts         INTEGER NOT NULL DEFAULT 0,
  attempts_allowed INTEGER NOT NULL,
  next_attempt_at  TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', next_attempt_at) IS next_attempt_at),
  claimed_by       TEXT,
  claimed_until    TEXT    CHECK (claimed_until IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', claimed_until) IS claimed_until),
  ended_at         TEXT    CHECK (ended_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', ended_at) IS ended_at),
  message          TEXT,
  UNIQUE (event_id, rule_name, target_id, recipient, replay_id),
  CHECK ((status = 'Claimed') = (claimed_by IS NOT NULL AND claimed_until IS NOT NULL)),
  CHECK ((status IN ('Delivered', 'Cancelled', 'DeadLetter')) = (ended_at IS NOT NULL))
) STRICT;

CREATE INDEX event_deliveries_due ON event_deliveries (next_attempt_at, delivery_id) WHERE status IN ('Pending', 'Claimed');

-- One row per attempt; one without an end was cut off.
CREATE TABLE event_delivery_attempts (
  delivery_id INTEGER NOT NULL REFERENCES event_deliveries (delivery_id),
  attempt     INTEGER NOT NULL,
  deliverer   TEXT    NOT NULL,
  started_at  TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', started_at) IS started_at),
  ended_at    TEXT    CHECK (ended_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', ended_at) IS ended_at),
  outcome     TEXT    CHECK (outcome IN ('delivered', 'cancelled', 'failed', 'failed for good')),
  message     TEXT,
  PRIMARY KEY (delivery_id, attempt)
) STRICT, WITHOUT ROWID;
