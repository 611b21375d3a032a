-- Ways to what is looked for among thousands of executions: who made or read a table, the latest work of a step, what kept
-- executions stand on, what a schedule started.

CREATE INDEX pipeline_step_artifacts_by_name ON pipeline_step_artifacts (name, direction, execution_id, sha256);
-- It answers all that this one did.
DROP INDEX pipeline_step_artifacts_by_content;

CREATE INDEX pipeline_steps_by_work ON pipeline_execution_steps (step_name, ended_at, execution_id)
  WHERE status = 'Succeeded' AND reused_from IS NULL AND cache_key IS NOT NULL;
CREATE INDEX pipeline_steps_reused ON pipeline_execution_steps (execution_id, reused_from) WHERE reused_from IS NOT NULL;
CREATE INDEX pipeline_executions_resumed ON pipeline_executions (execution_id) WHERE times_resumed > 0;
CREATE INDEX pipeline_executions_by_schedule
  ON pipeline_executions (request ->> '$.schedule', request ->> '$.scheduled_for')
  WHERE request ->> '$.schedule' IS NOT NULL;
