import Fixtures
import Foundation
import Testing
import Warehouse

extension RetailPipelineTests {
  @Suite("tells figures that follow from its rows")
  struct EvaluationFigures {
    let run: RetailRun

    init() throws { run = try RetailPipelineTests.run() }

    private func number(_ sql: String) throws -> Double {
      switch try #require(run.rows(sql).first?.first) {
      case .integer(let value): Double(value)
      case .real(let value): value
      default: .nan
      }
    }

    private let predictions = "monitor_retail_demand.test_predictions"

    @Test(
      "rmse, mae, r2, wape and mean error are those of the predictions",
      arguments: [
        ("rmse", "sqrt(avg((prediction - units_sold) * (prediction - units_sold)))"),
        ("mae", "avg(abs(prediction - units_sold))"),
        (
          "r2",
          "1 - sum((prediction - units_sold) * (prediction - units_sold)) / (sum(units_sold * units_sold) - sum(units_sold) * 1.0 * sum(units_sold) / count(*))"
        ),
        ("wape", "sum(abs(prediction - units_sold)) / sum(units_sold)"),
        ("mean_error", "avg(prediction - units_sold)"),
        ("n_rows", "count(*)"),
        ("interval_coverage", "avg(units_sold BETWEEN p10 AND p90)"),
        ("interval_mean_width", "avg(p90 - p10)"),
        ("label_units_sold_mean", "avg(units_sold)"),
        ("high_demand_n_pos", "sum(high_demand)"),
        ("high_demand_pos_rate_overall", "avg(high_demand)"),
        ("bias_threshold", "min(CASE WHEN high_demand THEN units_sold END)"),
        ("bias_group_a_n", "sum(is_weekend = 0)"),
        ("bias_group_d_n", "sum(is_weekend = 1)"),
        ("bias_group_a_pos_rate_true", "avg(CASE WHEN is_weekend = 0 THEN high_demand END)"),
        (
          "bias_DPL_labels",
          "avg(CASE WHEN is_weekend = 0 THEN high_demand END) - avg(CASE WHEN is_weekend = 1 THEN high_demand END)"
        ),
        ("seasonal_naive_rmse", "sqrt(avg((seasonal_naive - units_sold) * (seasonal_naive - units_sold)))"),
        ("seasonal_naive_n_rows", "count(seasonal_naive)"),
      ])
    func figures(column: String, definition: String) throws {
      let told = try number("SELECT \(column) FROM monitor_retail_demand.evaluation_summary")
      let true_ = try number("SELECT \(definition) FROM \(predictions)")
      #expect(abs(told - true_) <= 1e-6 * max(1, abs(true_)), "\(column) is \(told), its rows say \(true_)")
    }

    @Test("the groups of the bias report are named by their facet values")
    func facetValues() throws {
      #expect(
        try run.rows(
          "SELECT bias_facet, bias_group_a_facet_value, bias_group_d_facet_value FROM monitor_retail_demand.evaluation_summary"
        )
          == [[.text("is_weekend"), .text("0"), .text("1")]])
    }

    @Test("the model is better than last week's value")
    func betterThanNaive() throws {
      #expect(try number("SELECT rmse / seasonal_naive_rmse FROM monitor_retail_demand.evaluation_summary") < 1)
    }

    @Test("the run tracks parameters, the error of every round, and its final metrics")
    func tracking() throws {
      let metrics = try run.texts("SELECT name FROM mlops.run_metrics ORDER BY name")
      let contract =
        ["best_iteration", "best_val_rmse", "generalization_gap_rmse", "val_train_rmse_ratio"]
        + ["train", "val", "test"].flatMap { split in ["rmse", "mae", "r2"].map { "\(split)_\($0)" } }
      #expect(Set(metrics).isSuperset(of: contract))
      #expect(
        try run.texts("SELECT DISTINCT name FROM mlops.run_metric_history ORDER BY 1") == [
          "train_rmse_round", "val_rmse_round",
        ])
      let best = try number("SELECT value FROM mlops.run_metrics WHERE name = 'best_iteration'")
      let smallest = try number(
        "SELECT step FROM mlops.run_metric_history WHERE name = 'val_rmse_round' ORDER BY value, step LIMIT 1")
      #expect(best == smallest)
      #expect(
        try number("SELECT value FROM mlops.run_metrics WHERE name = 'test_rmse'")
          - number("SELECT rmse FROM monitor_retail_demand.evaluation_summary") < 1e-6)
      let parameters = try run.texts("SELECT name || '=' || value FROM mlops.run_params")
      #expect(Set(parameters).isSuperset(of: ["max_depth=6", "n_estimators=250", "split_method=chronological"]))
      #expect(
        try run.texts("SELECT value FROM mlops.run_tags WHERE name = 'fit_status'").first.map {
          ["overfit", "underfit", "good_fit"].contains($0)
        } == true)
    }

    @Test("the registered version carries the metrics and waits for a person")
    func registration() throws {
      #expect(run.conditions == ["CheckMetricsAndRegister": true])
      #expect(
        try run.rows(
          "SELECT model_package_group_name, model_package_version, approval_status, endpoint_name FROM mlops.model_packages"
        )
          == [
            [
              .text("RetailDemandXGB"), .integer(1), .text("PendingManualApproval"),
              .text("retail-demand-xgb-serverless-prod"),
            ]
          ])
      #expect(
        try run.rows(
          """
          SELECT m.value = e.rmse FROM mlops.model_package_metrics AS m, monitor_retail_demand.evaluation_summary AS e
          WHERE m.name = 'rmse'
          """) == [[.integer(1)]])
    }
  }
}
