-- Ways to what is looked for among thousands of executions.

CREATE INDEX pipeline_executions_open ON pipeline_executions (pipeline_name) WHERE status IN ('Executing', 'Stopping');
CREATE INDEX pipeline_executions_by_date ON pipeline_executions (logical_date) WHERE logical_date IS NOT NULL;
