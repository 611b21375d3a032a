import Fixtures
import Operations
import Warehouse

/// A warehouse whose monitoring rows were written by hand, so that every answer can be checked on paper.
///
/// Two runs with five test rows each. The residuals (predicted minus actual) of the latest run, `bbbb…`:
///
/// | record | date | store | units | predicted | residual | week before | promotion | °C |
/// |---|---|---|---|---|---|---|---|---|
/// | 1 | Mon 2026-01-05 | 1 | 10 | 13 | 3 | 10 | | 31.9 |
/// | 2 | Mon 2026-01-05 | 2 | 100 | 96 | -4 | 92 | | 32 |
/// | 3 | Tue 2026-01-06 | 1 | 20 | 20 | 0 | 12 | Bundle | |
/// | 4 | Tue 2026-01-06 | 2 | 150 | 126 | -24 | | Bundle | 33.9 |
/// | 5 | Sat 2026-01-10 | 2 | 40 | 72 | 32 | 40 | | 34 |
///
/// In the run before, `aaaa…`, every prediction is 10 too high. High demand begins at 100 units.
enum WorkedRows {
  static let latest = String(repeating: "b", count: 32)
  static let previous = String(repeating: "a", count: 32)

  /// For tests that only read.
  static let shared = SharedWarehouse { try make() }

  static func make() throws -> TemporaryWarehouse {
    let temporary = try EvaluatedWarehouse.emptied()
    for sql in [summaries, predictions, importances, profiles] {
      try temporary.execute(sql, in: "monitor_retail_demand")
    }
    return temporary
  }

  private static let before = "'2026-01-31T06:00:00.000Z', '\(previous)', '2026-01-31'"
  private static let now = "'2026-02-01T06:00:00.000Z', '\(latest)', '2026-02-01'"

  private static let summaries = """
    INSERT INTO monitor_retail_demand.evaluation_summary
      (eval_timestamp_utc, mlflow_run_id, eval_date, experiment_name, model_source, test_data_source, ingested_at_utc,
       n_rows, rmse, mae, r2, mean_error, seasonal_naive_rmse, label_units_sold_mean, high_demand_threshold)
    VALUES
      (\(before), 'e', 'm', 't', '2026-01-31T06:00:01.000Z', 5, 10.0, 10.0, 0.5, 10.0, 20.0, 64.0, 100.0),
      (\(now), 'e', 'm', 't', '2026-02-01T06:00:01.000Z', 5, 18.0, 12.6, 0.25, 1.4, 24.0, 64.0, 100.0)
    """

  private static let predictions = """
    INSERT INTO monitor_retail_demand.test_predictions
      (record_id, date, store_id, day_of_week, day_of_week_index, is_weekend, is_holiday, units_sold, prediction,
       seasonal_naive, is_promo, promo_type, discount_pct, max_temp_c, eval_timestamp_utc, mlflow_run_id, eval_date)
    SELECT
      record, date, store, weekday, weekday_index, weekday_index >= 5, 0, units, units + residual, naive,
      promotion IS NOT NULL, promotion, iif(promotion IS NULL, 0.0, 0.2), celsius, at, run, day
    FROM (
      SELECT
        column1 AS record, column2 AS date, column3 AS store, column4 AS weekday, column5 AS weekday_index,
        column6 AS units, column7 AS residual, column8 AS naive, column9 AS promotion, column10 AS celsius
      FROM (VALUES
        (1, '2026-01-05', 1, 'Monday', 0, 10, 3.0, 10.0, NULL, 31.9),
        (2, '2026-01-05', 2, 'Monday', 0, 100, -4.0, 92.0, NULL, 32.0),
        (3, '2026-01-06', 1, 'Tuesday', 1, 20, 0.0, 12.0, 'Bundle', NULL),
        (4, '2026-01-06', 2, 'Tuesday', 1, 150, -24.0, NULL, 'Bundle', 33.9),
        (5, '2026-01-10', 2, 'Saturday', 5, 40, 32.0, 40.0, NULL, 34.0))
    ), (SELECT column1 AS at, column2 AS run, column3 AS day FROM (VALUES (\(now))))
    UNION ALL
    SELECT column1, '2026-01-05', 1, 'Monday', 0, 0, 0, 50, 60.0, 50.0, 0, NULL, 0.0, 30.0, \(before)
    FROM (VALUES (1), (2), (3), (4), (5))
    """

  private static let importances = """
    INSERT INTO monitor_retail_demand.shap_feature_importance
      (feature, mean_abs_shap, eval_timestamp_utc, mlflow_run_id, eval_date)
    VALUES
      ('price', 6.0, \(before)), ('weather', 3.0, \(before)), ('weekday', 1.0, \(before)),
      ('weekday', 5.0, \(now)), ('price', 4.0, \(now)), ('holiday', 1.0, \(now))
    """

  private static let profiles = """
    INSERT INTO monitor_retail_demand.data_profile
      (feature_name, kind, n_rows, mean, std, min, max, p25, p50, p75, missing_count, eval_timestamp_utc, mlflow_run_id,
       eval_date, generated_at_utc)
    VALUES
      ('units_sold', 'label', 5, 64.0, 50.0, 10.0, 150.0, 20.0, 40.0, 100.0, 0, \(before), '2026-01-31T06:00:00.000Z'),
      ('max_temp_c', 'feature', 5, 30.0, 2.0, 28.0, 33.0, 29.0, 30.0, 31.0, 0, \(before), '2026-01-31T06:00:00.000Z'),
      ('year', 'feature', 5, 2025.0, 0.0, 2025.0, 2025.0, 2025.0, 2025.0, 2025.0, 0, \(before),
       '2026-01-31T06:00:00.000Z'),
      ('units_sold', 'label', 5, 64.0, 60.0, 10.0, 150.0, 20.0, 40.0, 100.0, 0, \(now), '2026-02-01T06:00:00.000Z'),
      ('max_temp_c', 'feature', 4, 33.0, 1.0, 31.9, 34.0, 32.0, 33.0, 33.9, 1, \(now), '2026-02-01T06:00:00.000Z'),
      ('year', 'feature', 5, 2026.0, 0.0, 2026.0, 2026.0, 2026.0, 2026.0, 2026.0, 0, \(now), '2026-02-01T06:00:00.000Z')
    """
}
