-- Who may use the server, and as what?
-- One row per user.
SELECT
  user_name, role, iif(disabled_at IS NULL, 'enabled', 'disabled') AS state, created_at, created_by,
  (SELECT count(*) FROM mlops.api_tokens AS token
   WHERE token.user_name = users.user_name AND token.revoked_at IS NULL) AS tokens
FROM mlops.users AS users
ORDER BY user_name
