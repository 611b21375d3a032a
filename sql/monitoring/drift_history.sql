-- How did the distance of each column from its baseline develop?
-- One row per column and day looked at, oldest first: what the heat map of the report shows. Plain sqlite3 runs this file
-- unchanged.
-- @param monitor TEXT retail_demand    the monitor
-- @param days INTEGER 60               how many of the last days looked at
WITH
  days AS (
    SELECT date FROM mlops.monitor_runs WHERE monitor = coalesce(:monitor, 'retail_demand')
    ORDER BY date DESC LIMIT coalesce(:days, 60)
  )
SELECT date, source, column_name, status, round(psi, 4) AS psi, psi_threshold, adjusted_p_value
FROM mlops.drift_results
JOIN days USING (date)
WHERE monitor = coalesce(:monitor, 'retail_demand') AND status <> 'left_out'
ORDER BY source, column_name, date
