-- What would last week have told?
-- The forecast that any model must beat: the label of the same store and product seven days before, for each test row that
-- has one.
WITH history AS (
  SELECT store, product, date, units_sold FROM train
  UNION ALL
  SELECT store, product, date, units_sold FROM validation
  UNION ALL
  SELECT store, product, date, units_sold FROM test
)
SELECT test.record_id, history.units_sold AS seasonal_naive
FROM test
JOIN history
  ON history.store = test.store AND history.product = test.product AND history.date = date(test.date, '-7 days')
