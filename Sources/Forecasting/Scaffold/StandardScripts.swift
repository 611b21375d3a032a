import Warehouse

/// Writes the scripts that differ between pipelines in names only: both splits, the label's percentile and the
/// seasonal-naive forecast.
struct StandardScripts {
  let columns: ScaffoldColumns

  private var id: String { Identifier.quoted(columns.identifier) }
  private var date: String { Identifier.quoted(columns.date) }
  private var label: String { Identifier.quoted(columns.label) }

  var chronological: String {
    """
    -- Which rows are for training, which for validation and which for testing?
    -- By time: whole days, the oldest for training and the newest for testing, so that nothing of the future reaches training.
    -- @param train_fraction REAL 0.9        share of the rows for training
    -- @param validation_fraction REAL 0.05  share of the rows for validation; the rest is for testing
    WITH
      counted AS (
        -- All rows of a day are peers in this window: each of them counts the rows up to the end of its day.
        SELECT \(id), count(*) OVER (ORDER BY \(date)) AS rows_so_far FROM features
      ),
      shared AS (
        SELECT \(id), 1.0 * rows_so_far / (SELECT count(*) FROM features) AS share_so_far FROM counted
      )
    SELECT
      \(id),
      CASE
        WHEN share_so_far <= :train_fraction + 1e-9 THEN 'train'
        WHEN share_so_far <= :train_fraction + :validation_fraction + 1e-9 THEN 'validation'
        ELSE 'test'
      END AS split_type
    FROM shared

    """
  }

  var shuffled: String {
    """
    -- Which rows are for training, which for validation and which for testing?
    -- By chance, repeatably: rows are ordered by a number that two rounds of squaring modulo the prime 2^31 - 1 make of their
    -- rank and the seed.
    -- @param train_fraction REAL 0.9        share of the rows for training
    -- @param validation_fraction REAL 0.05  share of the rows for validation; the rest is for testing
    -- @param seed INTEGER 42                another seed gives another split
    WITH
      ranked AS (
        SELECT \(id), row_number() OVER (ORDER BY \(id)) AS n, count(*) OVER () AS total FROM features
      ),
      first_round AS (
        SELECT \(id), n, total, (n * 69621 + (:seed % 65536) * 16807 + 12345) % 2147483647 AS x FROM ranked
      ),
      second_round AS (
        SELECT \(id), n, total, ((x * x) % 2147483647 * 48271 + x + n) % 2147483647 AS x FROM first_round
      ),
      shuffled AS (
        SELECT \(id), total, row_number() OVER (ORDER BY (x * x) % 2147483647, \(id)) AS place FROM second_round
      )
    SELECT
      \(id),
      CASE
        WHEN place <= round(total * :train_fraction) THEN 'train'
        WHEN place <= round(total * (:train_fraction + :validation_fraction)) THEN 'validation'
        ELSE 'test'
      END AS split_type
    FROM shuffled

    """
  }

  var percentile: String {
    """
    -- From which label on is a row one of high demand?
    -- The percentile, with linear interpolation, of the training rows (chronological split) or of all rows (shuffled).
    -- @param percentile REAL 0.75          the percentile, 0 to 1
    -- @param split_method TEXT chronological   the split of this execution
    WITH
      basis AS (
        SELECT
          \(label) AS value, row_number() OVER (ORDER BY \(label)) - 1 AS place, count(*) OVER () - 1 AS last_place
        FROM features
        JOIN split USING (\(id))
        WHERE split_type = 'train' OR :split_method = 'shuffled'
      ),
      nearest AS (
        SELECT :percentile * last_place - floor(:percentile * last_place) AS fraction, value
        FROM basis
        WHERE place IN (floor(:percentile * last_place), ceil(:percentile * last_place))
      )
    SELECT min(value) + max(fraction) * (max(value) - min(value)) AS high_demand_threshold
    FROM nearest

    """
  }

  var seasonalNaive: String {
    let series = columns.series ?? []
    let keys = (series + [columns.date]).map(Identifier.quoted)
    let list = keys.joined(separator: ", ")
    func part(_ name: String) -> String { "SELECT \(list), \(label) AS value FROM \(name)" }
    let matches =
      series.map { "history.\(Identifier.quoted($0)) = test.\(Identifier.quoted($0))" }
      + ["history.\(date) = date(test.\(date), '-7 days')"]
    let meaning =
      columns.series == nil
      ? "Nothing tells the rows of a day apart, so it is the mean of that day."
      : "One row per series and day, so the mean is that row's value."
    return """
      -- What would last week have told?
      -- The forecast that any model must beat: the label of the same series seven days before, for each test row that has one.
      \(ScaffoldText.lines("--", meaning))
      WITH
        past AS (
          \(["train", "validation", "test"].map(part).joined(separator: "\n    UNION ALL\n    "))
        ),
        history AS (
          SELECT \(list), avg(value) AS value
          FROM past
          WHERE \(date) >= (SELECT date(min(\(date)), '-7 days') FROM test)
          GROUP BY \(list)
        )
      SELECT test.\(id), history.value AS seasonal_naive
      FROM test
      JOIN history
        ON \(matches.joined(separator: "\n  AND "))

      """
  }
}
