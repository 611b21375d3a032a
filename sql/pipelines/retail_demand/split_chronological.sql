-- Which rows are for training, which for validation and which for testing?
-- By time: whole days, the oldest for training and the newest for testing, so that nothing of the future reaches training.
-- @param train_fraction REAL 0.9        share of the rows for training
-- @param validation_fraction REAL 0.05  share of the rows for validation; the rest is for testing
WITH days AS (
  SELECT date, 1.0 * sum(count(*)) OVER (ORDER BY date) / sum(count(*)) OVER () AS share_so_far
  FROM features
  GROUP BY date
)
SELECT
  record_id,
  CASE
    WHEN share_so_far <= :train_fraction + 1e-9 THEN 'train'
    WHEN share_so_far <= :train_fraction + :validation_fraction + 1e-9 THEN 'validation'
    ELSE 'test'
  END AS split_type
FROM features
JOIN days USING (date)
