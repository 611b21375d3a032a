-- Which topics are there, and who is subscribed?
-- One row per topic and subscription.
SELECT
  topic.topic_name, topic.description, topic.link_base, subscription.protocol, subscription.endpoint,
  subscription.settings, subscription.subscription_id
FROM mlops.topics AS topic
LEFT JOIN mlops.topic_subscriptions AS subscription USING (topic_name)
ORDER BY topic.topic_name, subscription.protocol, subscription.endpoint
