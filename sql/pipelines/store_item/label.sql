-- From how many sales on is a row one of high demand?
-- The percentile, with linear interpolation, of the training rows (chronological split) or of all rows (shuffled).
-- @param percentile REAL 0.75          the percentile, 0 to 1
-- @param split_method TEXT chronological   the split of this execution
WITH
  basis AS (
    SELECT sales, row_number() OVER (ORDER BY sales) - 1 AS place, count(*) OVER () - 1 AS last_place
    FROM features
    JOIN split USING (record_id)
    WHERE split_type = 'train' OR :split_method = 'shuffled'
  ),
  nearest AS (
    SELECT :percentile * last_place - floor(:percentile * last_place) AS fraction, place, sales, last_place
    FROM basis
    WHERE place IN (floor(:percentile * last_place), ceil(:percentile * last_place))
  )
SELECT min(sales) + max(fraction) * (max(sales) - min(sales)) AS high_demand_threshold
FROM nearest
