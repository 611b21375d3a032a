-- What would last week have told?
-- The forecast that any model must beat: the label of the same store seven days before, for each test row that has one.
WITH
  first_needed AS (SELECT date(min(date), '-7 days') AS date FROM test),
  history AS (
    SELECT store_id, date, units_sold FROM train WHERE date >= (SELECT date FROM first_needed)
    UNION ALL
    SELECT store_id, date, units_sold FROM validation WHERE date >= (SELECT date FROM first_needed)
    UNION ALL
    SELECT store_id, date, units_sold FROM test
  )
SELECT test.record_id, history.units_sold AS seasonal_naive
FROM test
JOIN history ON history.store_id = test.store_id AND history.date = date(test.date, '-7 days')
