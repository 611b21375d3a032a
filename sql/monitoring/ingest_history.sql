-- Which files were loaded into which tables, and when?
-- One row per file, the newest first. A file that was offered again with the same content was passed over and has one
-- row.
-- Plain sqlite3 runs this file unchanged.
-- @param files INTEGER 20   at most so many
-- @param table TEXT all     only files of this table of retail_demand
SELECT
  ingested_at, table_name,
  substr(file_name, 1 + length(rtrim(file_name, replace(file_name, '/', '')))) AS file, -- the name without its folder
  row_count,
  round(byte_count / 1e6, 3) AS megabytes,
  sum(row_count) OVER (PARTITION BY table_name ORDER BY ingested_at, content_sha256) AS rows_so_far,
  substr(content_sha256, 1, 12) AS sha256_start
FROM retail_demand.ingested_files
WHERE coalesce(:table, 'all') IN ('all', table_name)
ORDER BY ingested_at DESC, table_name, content_sha256
LIMIT coalesce(:files, 20)
