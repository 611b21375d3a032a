-- What needs somebody's attention now?
-- One row: model versions that wait for a decision, alerts in the state ALARM, executions of the last seven days that
-- failed, data checks of error level that failed on the last day looked at, messages that could not be delivered, and
-- endpoints that are not in service. The newest of what waits is named.
-- @param now TEXT -   the time, YYYY-MM-DDTHH:MM:SS.sssZ
SELECT
  (SELECT count(*) FROM mlops.model_packages
   WHERE approval_status = 'PendingManualApproval' AND archived_at IS NULL) AS waiting_versions,
  (SELECT count(*) FROM mlops.alert_days AS alert
   WHERE state = 'ALARM' AND is_silenced = 0 AND date = (
     SELECT max(date) FROM mlops.alert_days AS other
     WHERE other.monitor = alert.monitor AND other.alert_name = alert.alert_name)) AS alarms,
  (SELECT count(*) FROM mlops.pipeline_executions
   WHERE status = 'Failed' AND started_at >= strftime('%Y-%m-%dT%H:%M:%fZ', :now, '-7 days')) AS failed_executions,
  (SELECT count(*) FROM mlops.quality_results
   WHERE status IN ('FAIL', 'ERROR') AND severity = 'error'
     AND scope = (SELECT max(date) FROM mlops.monitor_runs)) AS failed_checks,
  (SELECT count(*) FROM mlops.event_deliveries WHERE status = 'DeadLetter') AS dead_letters,
  (SELECT count(*) FROM mlops.endpoints) AS endpoints,
  (SELECT count(*) FROM mlops.endpoints WHERE endpoint_status <> 'InService') AS endpoints_down
