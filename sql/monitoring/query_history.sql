-- Which queries are asked most, and which of them are slow or fail?
-- One row per named query, or per text of other SQL, the most time spent first.
-- Plain sqlite3 runs this file unchanged.
-- @param queries INTEGER 20   at most so many
-- @param days INTEGER 30      how many days, counted back from the last query
WITH asked AS (
  SELECT
    coalesce(query_name, substr(replace(sql, char(10), ' '), 1, 60)) AS query, status, row_count, started_at,
    86400000 * (julianday(ended_at) - julianday(started_at)) AS milliseconds,
    max(started_at) OVER () AS last_started
  FROM mlops.queries
)
SELECT
  query,
  count(*) AS asked,
  count(*) FILTER (WHERE status = 'FAILED') AS failed,
  round(avg(milliseconds), 1) AS mean_ms,
  round(max(milliseconds), 1) AS max_ms,
  round(avg(row_count), 1) AS mean_rows,
  max(started_at) AS last_asked
FROM asked
WHERE date(started_at) > date(last_started, -coalesce(:days, 30) || ' days')
GROUP BY query
ORDER BY sum(milliseconds) DESC, query
LIMIT coalesce(:queries, 20)
