-- How did deliveries go?
-- One row per delivery, the newest first.
-- @param status TEXT all    only Pending, Claimed, Delivered, Cancelled or DeadLetter
-- @param event TEXT all     only deliveries of this event, by the first characters of its id
-- @param rule TEXT all      only deliveries of this rule
-- @param limit INTEGER 20   at most so many
SELECT
  delivery.delivery_id, delivery.status, delivery.rule_name, delivery.kind,
  coalesce(subscription.protocol || ' ' || subscription.endpoint, delivery.target_id) AS recipient,
  delivery.attempts,
  CASE WHEN delivery.status IN ('Pending', 'Claimed') THEN delivery.next_attempt_at END AS next_attempt_at,
  delivery.ended_at, delivery.message, event.detail_type, delivery.event_id
FROM mlops.event_deliveries AS delivery
JOIN mlops.events AS event USING (event_id)
LEFT JOIN mlops.topic_subscriptions AS subscription ON subscription.subscription_id = delivery.recipient
WHERE (:status IS NULL OR delivery.status = :status) AND (:rule IS NULL OR delivery.rule_name = :rule)
  AND (:event IS NULL OR substr(delivery.event_id, 1, length(:event)) = :event)
ORDER BY delivery.delivery_id DESC
LIMIT coalesce(:limit, 20)
