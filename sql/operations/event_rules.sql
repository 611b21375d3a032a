-- Which rules are there, and what do they start?
-- One row per rule and target.
SELECT
  rule.rule_name, rule.state, target.target_id, target.kind, target.settings, target.max_attempts, rule.event_pattern,
  coalesce(rule.state_reason, rule.description) AS description
FROM mlops.event_rules AS rule
LEFT JOIN mlops.event_rule_targets AS target USING (rule_name)
ORDER BY rule.rule_name, target.target_id
