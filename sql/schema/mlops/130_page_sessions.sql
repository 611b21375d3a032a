-- Who is logged in to the pages of the server. A session belongs to a token: where that is revoked, or its user disabled, the
-- session is over. Only the hash of what the browser holds is kept.

CREATE TABLE page_sessions (
  session_sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(session_sha256) = 64),
  token_id       TEXT NOT NULL REFERENCES api_tokens (token_id),
  started_at     TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', started_at) IS started_at),
  expires_at     TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', expires_at) IS expires_at)
) STRICT, WITHOUT ROWID;
