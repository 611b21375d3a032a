-- The quantiles that were asked for with a prediction, such as {"p10": 12.5, "p90": 31.0}.
ALTER TABLE predictions ADD COLUMN intervals TEXT CHECK (intervals IS NULL OR json_valid(intervals));
