-- Which tables are empty in the copies that `stockroom publish` makes?
-- Each row is a database and a table: who may log in and with what, who did what over HTTP, and where messages go, as the
-- address of a webhook often is its key. A project's own file of this name replaces this one.
SELECT column1 AS database_name, column2 AS table_name
FROM (
  VALUES
    ('mlops', 'users'),
    ('mlops', 'api_tokens'),
    ('mlops', 'page_sessions'),
    ('mlops', 'audit_log'),
    ('mlops', 'topic_subscriptions'),
    ('mlops', 'event_rule_targets'),
    ('mlops', 'event_deliveries'),
    ('mlops', 'event_delivery_attempts')
)
