-- Who may do what over HTTP, and who did what. The command line acts as the operating-system user and asks nobody.

CREATE TABLE role_permissions (
  role       TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'approver', 'admin')),
  permission TEXT NOT NULL CHECK (permission IN ('read', 'invoke', 'run', 'decide', 'deploy', 'administer')),
  PRIMARY KEY (role, permission)
) STRICT, WITHOUT ROWID;

-- read: look at everything; invoke: ask endpoints for predictions; run: pipelines, schedules, deliveries; decide: approve,
-- reject, archive, alias; deploy: create, roll back and delete endpoints; administer: users, tokens, rules, topics.
INSERT INTO role_permissions (role, permission) VALUES
  ('viewer', 'read'),
  ('operator', 'read'), ('operator', 'invoke'), ('operator', 'run'), ('operator', 'deploy'),
  ('approver', 'read'), ('approver', 'invoke'), ('approver', 'decide'),
  ('admin', 'read'), ('admin', 'invoke'), ('admin', 'run'), ('admin', 'decide'), ('admin', 'deploy'),
  ('admin', 'administer');

CREATE TABLE users (
  user_name   TEXT NOT NULL PRIMARY KEY,
  role        TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'approver', 'admin')),
  created_at  TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at) IS created_at),
  created_by  TEXT NOT NULL,
  disabled_at TEXT CHECK (disabled_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', disabled_at) IS disabled_at)
) STRICT;

-- A token has 256 random bits; only its hash is kept.
CREATE TABLE api_tokens (
  token_id     TEXT NOT NULL PRIMARY KEY,
  user_name    TEXT NOT NULL REFERENCES users (user_name),
  label        TEXT,
  token_sha256 TEXT NOT NULL UNIQUE CHECK (length(token_sha256) = 64),
  created_at   TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at) IS created_at),
  expires_at   TEXT CHECK (expires_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', expires_at) IS expires_at),
  revoked_at   TEXT CHECK (revoked_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', revoked_at) IS revoked_at),
  -- To the minute.
  last_used_at TEXT CHECK (last_used_at IS NULL OR strftime('%Y-%m-%dT%H:%M:%fZ', last_used_at) IS last_used_at)
) STRICT;

CREATE TABLE audit_log (
  audit_number INTEGER NOT NULL PRIMARY KEY,
  at           TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', at) IS at),
  actor        TEXT    NOT NULL,
  action       TEXT    NOT NULL,
  subject      TEXT    NOT NULL,
  outcome      TEXT    NOT NULL CHECK (outcome IN ('allowed', 'denied')),
  detail       TEXT
) STRICT;

CREATE TRIGGER audit_log_stays BEFORE UPDATE ON audit_log
BEGIN
  SELECT raise(ABORT, 'audit rows are added, never changed');
END;

CREATE TRIGGER audit_log_remains BEFORE DELETE ON audit_log
BEGIN
  SELECT raise(ABORT, 'audit rows are added, never deleted');
END;

-- REPLACE deletes without asking the trigger above.
CREATE TRIGGER audit_log_is_added BEFORE INSERT ON audit_log
WHEN EXISTS (SELECT 1 FROM audit_log WHERE audit_number = NEW.audit_number)
BEGIN
  SELECT raise(ABORT, 'audit rows are added, never replaced');
END;
