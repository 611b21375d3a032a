-- Who did what?
-- One row per deed or refusal, the newest first.
-- @param actor TEXT all     only this user's
-- @param action TEXT all    only this action, such as model.approve
-- @param limit INTEGER 20   at most so many
SELECT at, actor, action, subject, outcome, detail
FROM mlops.audit_log
WHERE (:actor IS NULL OR actor = :actor) AND (:action IS NULL OR action = :action)
ORDER BY audit_number DESC
LIMIT coalesce(:limit, 20)
