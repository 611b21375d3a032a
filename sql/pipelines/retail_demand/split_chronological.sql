-- Which rows are for training, which for validation and which for testing?
-- By time: whole days, the oldest for training and the newest for testing, so that nothing of the future reaches training.
-- @param train_fraction REAL 0.9        share of the rows for training
-- @param validation_fraction REAL 0.05  share of the rows for validation; the rest is for testing
WITH
  counted AS (
    -- All rows of a day are peers in this window: each of them counts the rows up to the end of its day.
    SELECT record_id, count(*) OVER (ORDER BY date) AS rows_so_far FROM features
  ),
  shared AS (
    SELECT record_id, 1.0 * rows_so_far / (SELECT count(*) FROM features) AS share_so_far FROM counted
  )
SELECT
  record_id,
  CASE
    WHEN share_so_far <= :train_fraction + 1e-9 THEN 'train'
    WHEN share_so_far <= :train_fraction + :validation_fraction + 1e-9 THEN 'validation'
    ELSE 'test'
  END AS split_type
FROM shared
