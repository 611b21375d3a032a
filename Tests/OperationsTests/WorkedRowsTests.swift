import Fixtures
import Operations
import Testing
import Warehouse

@Suite("Monitoring queries on rows worked by hand")
struct WorkedRowsTests {
  let temporary: TemporaryWarehouse

  init() throws { temporary = try WorkedRows.shared.get() }

  private func answer(_ query: String, _ parameters: (name: String, value: String)...) throws -> Answer {
    try temporary.stockroom.answer("monitoring/\(query)", parameters)
  }

  @Test("worst_stores: store 2 has residuals -4, -24 and 32 on 290 units; store 1 has 3 and 0 on 30")
  func worstStores() throws {
    let stores = try answer("worst_stores")
    // sqrt((16 + 576 + 1024) / 3), 60 / 290, 60 of 63; sqrt(9 / 2), 3 / 30, 3 of 63.
    #expect(
      try stores.columns("store_id", "n_rows", "mean_error", "mae", "rmse", "wape", "share_of_error_percent") == [
        [.integer(2), .integer(3), .real(1.33), .real(20), .real(23.21), .real(0.2069), .real(95.2)],
        [.integer(1), .integer(2), .real(1.5), .real(1.5), .real(2.12), .real(0.1), .real(4.8)],
      ])
    #expect(try answer("worst_stores", ("stores", "1")).rows == [stores.rows[0]])
  }

  @Test("error_by_temperature: a band begins with its lower end; rows without a reading stand last")
  func temperature() throws {
    #expect(
      try answer("error_by_temperature").columns("temperature", "n_rows", "mean_error") == [
        [.text("30 to 32 °C"), .integer(1), .real(3)],
        [.text("32 to 34 °C"), .integer(2), .real(-14)],
        [.text("34 to 36 °C"), .integer(1), .real(32)],
        [.text("not measured"), .integer(1), .real(0)],
      ])
    #expect(
      try answer("error_by_temperature", ("degrees", "10")).columns("temperature", "n_rows") == [
        [.text("30 to 40 °C"), .integer(4)], [.text("not measured"), .integer(1)],
      ])
  }

  @Test("error_by_weekday and error_by_promotion group and order as people expect")
  func groups() throws {
    #expect(
      try answer("error_by_weekday").columns("day_of_week", "n_rows", "mae") == [
        [.text("Monday"), .integer(2), .real(3.5)], [.text("Tuesday"), .integer(2), .real(12)],
        [.text("Saturday"), .integer(1), .real(32)],
      ])
    #expect(
      try answer("error_by_promotion").columns("promotion", "n_rows", "mean_units") == [
        [.text("no promotion"), .integer(3), .real(50)], [.text("Bundle"), .integer(2), .real(85)],
      ])
  }

  @Test("error_by_day: the seven-day error counts days, not rows, and units are those of the whole chain")
  func days() throws {
    // (3 + 4) / 110; (7 + 24) / 280; (31 + 32) / 320.
    #expect(
      try answer("error_by_day").columns("date", "units", "predicted", "error_percent", "wape_7_days") == [
        [.text("2026-01-05"), .integer(110), .integer(109), .real(-0.9), .real(0.0636)],
        [.text("2026-01-06"), .integer(170), .integer(146), .real(-14.1), .real(0.1107)],
        [.text("2026-01-10"), .integer(40), .integer(72), .real(80), .real(0.1969)],
      ])
  }

  @Test("model_against_seasonal_naive leaves out the row without a sale a week before")
  func naive() throws {
    // Model: sqrt((9 + 16 + 0 + 1024) / 4); naive: sqrt((0 + 64 + 64 + 0) / 4).
    let stores = try answer("model_against_seasonal_naive")
    #expect(
      try stores.columns("store", "n_rows", "model_rmse", "naive_rmse", "skill", "model_closer_percent") == [
        [.text("all"), .integer(4), .real(16.19), .real(5.66), .real(-1.8627), .real(50)],
        [.text("2"), .integer(2), .real(22.8), .real(5.66), .real(-3.0311), .real(50)],
        [.text("1"), .integer(2), .real(2.12), .real(5.66), .real(0.625), .real(50)],
      ])
  }

  @Test("largest_residuals and stock_out_suspects look at opposite ends")
  func extremes() throws {
    #expect(
      try answer("largest_residuals", ("rows", "2")).columns("record_id", "residual", "week_before") == [
        [.integer(5), .real(32), .integer(40)], [.integer(4), .real(-24), .null],
      ])
    // Sold 40 of 72 predicted: 55.6 %, and 1.6 times the store's mae of 20.
    #expect(try answer("stock_out_suspects").rows.isEmpty)
    #expect(
      try answer("stock_out_suspects", ("errors", "1.5")).columns(
        "record_id", "units_lost", "sold_percent", "usual_errors")
        == [[.integer(5), .real(32), .real(55.6), .real(1.6)]])
  }

  @Test("high_demand_hits: 100 and 150 units are high demand, 96 misses the first")
  func highDemand() throws {
    #expect(
      try answer("high_demand_hits").columns("days", "n_rows", "hits", "missed", "false_alarms", "recall", "accuracy")
        == [
          [.text("all days"), .integer(5), .integer(1), .integer(1), .integer(0), .real(0.5), .real(0.8)],
          [.text("working days"), .integer(4), .integer(1), .integer(1), .integer(0), .real(0.5), .real(0.75)],
          [.text("weekends"), .integer(1), .integer(0), .integer(0), .integer(0), .null, .real(1)],
        ])
  }

  @Test("calibration: two groups by size of the forecast")
  func calibration() throws {
    // Predicted 13, 20, 72 against 10, 20, 40; then 96, 126 against 100, 150.
    #expect(
      try answer("calibration", ("groups", "2")).columns("n_rows", "mean_prediction", "mean_units", "error_percent")
        == [
          [.integer(3), .real(35), .real(23.3), .real(50)], [.integer(2), .real(111), .real(125), .real(-11.2)],
        ])
  }

  @Test(
    "error_percentiles: of the sizes 0, 3, 4, 24, 32 half are at most 4, of the shortfalls 24, 4, 0, 0, 0 at most 0")
  func percentiles() throws {
    #expect(
      try answer("error_percentiles").rows == [
        [.integer(50), .real(4), .real(0)], [.integer(75), .real(24), .real(4)], [.integer(90), .real(32), .real(24)],
        [.integer(95), .real(32), .real(24)], [.integer(99), .real(32), .real(24)],
        [.integer(100), .real(32), .real(24)],
      ])
  }

  @Test("promotion_uplift compares with what the same store sells without a promotion")
  func uplift() throws {
    // Store 1 sells 10 without, store 2 (100 + 40) / 2; 20 + 150 against 80. Predicted 20 + 126 against 13 + 84.
    #expect(
      try answer("promotion_uplift").rows == [
        [.text("Bundle"), .integer(2), .real(0.2), .real(112.5), .real(50.5), .real(-62)]
      ])
  }

  @Test("residual_histogram: every row is in one band, the outermost take what is beyond")
  func histogram() throws {
    #expect(
      try answer("residual_histogram", ("bands", "2")).columns("residual", "n_rows", "share_so_far_percent") == [
        [.text("below -10"), .integer(1), .real(20)], [.text("-10 to 0"), .integer(1), .real(40)],
        [.text("0 to 10"), .integer(2), .real(80)], [.text("10 and more"), .integer(1), .real(100)],
      ])
  }

  @Test("latest_vs_previous: a smaller error is better, a larger r2 too, and a mean error nearer to 0")
  func verdicts() throws {
    let rows = try answer("latest_vs_previous").columns(
      "metric", "latest", "previous", "change_percent", "verdict", "note")
    #expect(rows.contains([.text("rmse"), .real(18), .real(10), .real(80), .text("worse"), .null]))
    #expect(rows.contains([.text("r2"), .real(0.25), .real(0.5), .real(-50), .text("worse"), .null]))
    #expect(rows.contains([.text("mean_error"), .real(1.4), .real(10), .null, .text("better"), .null]))
    #expect(rows.contains([.text("skill"), .real(0.25), .real(0.5), .real(-50), .text("worse"), .null]))
    #expect(rows.contains([.text("wape"), .null, .null, .null, .null, .null]))
  }

  @Test("latest_vs_previous warns where the runs were tested on other rows")
  func otherRows() throws {
    let temporary = try WorkedRows.make()
    try temporary.execute(
      """
      UPDATE monitor_retail_demand.evaluation_summary SET label_units_sold_mean = 70.0
      WHERE mlflow_run_id = '\(WorkedRows.previous)'
      """, in: "monitor_retail_demand")
    let rows = try temporary.stockroom.answer("monitoring/latest_vs_previous").columns("metric", "note")
    #expect(rows.contains([.text("rmse"), .text("other rows")]))
    #expect(rows.contains([.text("skill"), .null]))
    #expect(rows.contains([.text("test_rows"), .null]))
  }

  @Test("metric_trend: the oldest run first, the change against the run before, skill against the naive forecast")
  func trend() throws {
    #expect(
      try answer("metric_trend").columns("mlflow_run_id", "rmse", "rmse_change", "skill") == [
        [.text(WorkedRows.previous), .real(10), .null, .real(0.5)],
        [.text(WorkedRows.latest), .real(18), .real(8), .real(0.25)],
      ])
    #expect(try answer("metric_trend", ("runs", "1")).column("rmse_change") == [.real(8)])
  }

  @Test("shap_rank_changes: features that came or went have no change, and those that went stand last")
  func importance() throws {
    #expect(
      try answer("shap_rank_changes").columns("feature", "rank", "previous_rank", "rank_change", "share_change") == [
        [.text("weekday"), .integer(1), .integer(3), .integer(2), .real(40)],
        [.text("price"), .integer(2), .integer(1), .integer(-1), .real(-20)],
        [.text("holiday"), .integer(3), .null, .null, .null],
        [.text("weather"), .null, .integer(2), .null, .null],
      ])
  }

  @Test("profile_comparison: shifts are in standard deviations of the run before; where that is 0 there is none")
  func profiles() throws {
    let rows = try answer("profile_comparison").columns(
      "feature_name", "mean_shift", "std_ratio", "missing_percent", "outside_previous_range")
    #expect(
      rows == [
        [.text("units_sold"), .real(0), .real(1.2), .real(0), .null],
        [.text("max_temp_c"), .real(1.5), .real(0.5), .real(20), .text("above")],
        [.text("year"), .null, .null, .real(0), .text("above")],
      ])
  }

  @Test("the dashboard of daily residuals adds up over the stores")
  func dashboard() throws {
    let days = try temporary.stockroom.answer("dashboards/residuals_by_day")
    #expect(
      try days.columns("date", "n_rows", "actual", "predicted", "residual", "mae", "seasonal_naive") == [
        [.text("2026-01-05"), .integer(2), .integer(110), .real(109), .real(-1), .real(3.5), .real(102)],
        [.text("2026-01-06"), .integer(2), .integer(170), .real(146), .real(-24), .real(12), .real(12)],
        [.text("2026-01-10"), .integer(1), .integer(40), .real(72), .real(32), .real(32), .real(40)],
      ])
  }
}
