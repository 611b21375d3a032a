-- The schedule of the daily job that ships, for whoever resumes it: stockroom schedule resume daily-monitoring
INSERT INTO schedules VALUES
  ('daily-monitoring', 'daily_monitoring', '30 3 * * *', 'UTC', 'last', 'skip', '{}', NULL, 'Paused',
   '2000-01-01T03:30:00.000Z', '2000-01-01T00:00:00.000Z', 'stockroom');
