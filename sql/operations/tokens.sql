-- Which tokens were made, and do they still open anything?
-- One row per token, the newest first. The tokens themselves are nowhere.
-- @param user TEXT all   only this user's
-- @param now TEXT -      the present, to tell which have expired
SELECT
  token_id, user_name, label,
  CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN expires_at <= :now THEN 'expired' ELSE 'valid' END AS state,
  created_at, expires_at, revoked_at, last_used_at
FROM mlops.api_tokens
WHERE :user IS NULL OR user_name = :user
ORDER BY created_at DESC, token_id
