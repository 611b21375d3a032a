-- Which rows are for training, which for validation and which for testing?
-- By chance, repeatably: rows are ordered by a number that two rounds of squaring modulo the prime 2^31 - 1 make of their
-- rank and the seed.
-- @param train_fraction REAL 0.9        share of the rows for training
-- @param validation_fraction REAL 0.05  share of the rows for validation; the rest is for testing
-- @param seed INTEGER 42                another seed gives another split
WITH
  ranked AS (
    SELECT record_id, row_number() OVER (ORDER BY record_id) AS n, count(*) OVER () AS total FROM features
  ),
  first_round AS (
    SELECT record_id, n, total, (n * 69621 + (:seed % 65536) * 16807 + 12345) % 2147483647 AS x FROM ranked
  ),
  second_round AS (
    SELECT record_id, n, total, ((x * x) % 2147483647 * 48271 + x + n) % 2147483647 AS x FROM first_round
  ),
  shuffled AS (
    SELECT record_id, total, row_number() OVER (ORDER BY (x * x) % 2147483647, record_id) AS place FROM second_round
  )
SELECT
  record_id,
  CASE
    WHEN place <= round(total * :train_fraction) THEN 'train'
    WHEN place <= round(total * (:train_fraction + :validation_fraction)) THEN 'validation'
    ELSE 'test'
  END AS split_type
FROM shuffled
