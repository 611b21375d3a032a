-- The rules and topics that ship: approvers hear of each version that waits for a decision, decisions reach the endpoint,
-- operators hear of what failed. Change or remove them with `stockroom events rules` and `stockroom topics`.

INSERT INTO topics (topic_name, description, link_base, created_by) VALUES
  ('approvers', 'Who decides about model versions', 'http://127.0.0.1:8080', 'stockroom'),
  ('operators', 'Who looks after pipelines, endpoints and alarms', 'http://127.0.0.1:8080', 'stockroom');

-- Files below the warehouse directory, so that messages can be read before there is a mail server.
INSERT INTO topic_subscriptions (subscription_id, topic_name, protocol, endpoint, created_by) VALUES
  ('00000000-0000-7000-8000-000000000001', 'approvers', 'file', 'notifications/approvers.txt', 'stockroom'),
  ('00000000-0000-7000-8000-000000000002', 'operators', 'file', 'notifications/operators.txt', 'stockroom');

INSERT INTO event_rules (rule_name, description, event_pattern, created_by) VALUES
  ('tell-approvers', 'A model version waits for a decision',
   '{"source":["aws.sagemaker"],"detail-type":["SageMaker Model Package State Change"],"detail":{"ModelApprovalStatus":["PendingManualApproval"]}}',
   'stockroom'),
  ('deploy-decisions', 'A model version was approved, or its approval was taken back',
   '{"source":["aws.sagemaker"],"detail-type":["SageMaker Model Package State Change"],"$or":[{"detail":{"ModelApprovalStatus":["Approved"]}},{"detail":{"PreviousModelApprovalStatus":["Approved"]}}]}',
   'stockroom'),
  ('tell-operators', 'A pipeline or an endpoint failed, or an alarm went off',
   '{"$or":[{"detail-type":["SageMaker Model Building Pipeline Execution Status Change"],"detail":{"currentPipelineExecutionStatus":["Failed"]}},{"detail-type":["SageMaker Endpoint State Change"],"detail":{"EndpointStatus":["FAILED","ROLLING_BACK","Failed","RollingBack"]}},{"detail-type":["CloudWatch Alarm State Change"],"detail":{"state":{"value":["ALARM"]}}}]}',
   'stockroom');

INSERT INTO event_rule_targets (rule_name, target_id, kind, settings) VALUES
  ('tell-approvers', 'approvers', 'notify', '{"topic":"approvers"}'),
  ('deploy-decisions', 'endpoint', 'deploy', '{}'),
  ('tell-operators', 'operators', 'notify', '{"topic":"operators"}');
