-- Which events were there?
-- One row per event, the newest first.
-- @param type TEXT all      only events of this detail-type
-- @param since TEXT always  only events from this time on, YYYY-MM-DD or longer
-- @param limit INTEGER 20   at most so many
SELECT
  event.time, event.detail_type, json_extract(event.resources, '$[0]') AS resource,
  count(delivery.delivery_id) AS deliveries,
  count(delivery.delivery_id) FILTER (WHERE delivery.status IN ('Pending', 'Claimed')) AS waiting,
  event.event_id
FROM mlops.events AS event
LEFT JOIN mlops.event_deliveries AS delivery USING (event_id)
WHERE (:type IS NULL OR event.detail_type = :type) AND (:since IS NULL OR event.time >= :since)
GROUP BY event.event_number
ORDER BY event.event_number DESC
LIMIT coalesce(:limit, 20)
