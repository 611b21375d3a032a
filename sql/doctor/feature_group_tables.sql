-- Does every feature group have its table and its view, and every table of records its group?
-- Each row is a problem: subject, found, remedy.
SELECT
  'feature group ' || g.feature_group_name AS subject,
  'no ' || iif(kind.suffix = '', 'table', 'view') || ' feature_store.' || g.feature_group_name || kind.suffix AS found,
  'restore databases/feature_store.sqlite from a backup' AS remedy
FROM feature_store.feature_groups AS g
CROSS JOIN (SELECT '' AS suffix UNION ALL SELECT '__latest') AS kind
WHERE NOT EXISTS (
  SELECT 1 FROM feature_store.sqlite_schema AS s WHERE s.name = g.feature_group_name || kind.suffix)
UNION ALL
SELECT
  'feature_store.' || s.name, 'records of no feature group',
  'create the group again, or drop the table in sqlite3'
FROM feature_store.sqlite_schema AS s
WHERE s.type = 'table' AND s.sql LIKE '%api_invocation_time TEXT NOT NULL%'
  AND NOT EXISTS (SELECT 1 FROM feature_store.feature_groups AS g WHERE g.feature_group_name = s.name)
