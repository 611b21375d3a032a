import Fixtures
import Forecasting
import Foundation
import GradientBoosting
import Pipelines
import Testing
import Warehouse

@Suite("What pipeline.yml says of the training")
struct TrainingSettingsTests {
  /// The model of a run with a changed pipeline.yml.
  private func run(_ changes: [(old: String, new: String)]) throws -> (temporary: TemporaryWarehouse, model: Booster) {
    let project = try TemporaryDirectory()
    var text = try SQLLibrary(project: nil).text("pipelines/retail_demand/pipeline.yml")
    for (old, new) in changes {
      try #require(text.contains(old))
      text = text.replacing(old, with: new)
    }
    try project.write(text, to: "sql/pipelines/retail_demand/pipeline.yml")
    let temporary = try RetailWarehouse.make(stores: 3, days: 120, project: project.url)
    let execution = try RetailWarehouse.run(in: temporary.warehouse).execution
    let bytes = try temporary.warehouse.objects.bytes(of: "retail_demand/\(execution)/model/xgboost-model.json")
    return (temporary, try Booster(reading: bytes))
  }

  @Test("objective and constraints are the model's: demand never rises with the price")
  func objective() throws {
    let (_, model) = try run([
      ("objective: reg:squarederror", "objective: count:poisson\n  monotone_constraints: '{\"final_price\": -1}'")
    ])
    #expect(model.objective == .poisson)
    let price = try #require(model.featureNames.firstIndex(of: "final_price"))
    var row = Array(repeating: Float(1), count: model.features.count)
    var last = Float.infinity
    for step in 0..<200 {
      row[price] = Float(step) / 2
      let demand = model.predict(row: row.span)
      #expect(demand <= last)
      last = demand
    }
  }

  @Test("a categorical feature is split into sets of categories")
  func categories() throws {
    let (temporary, model) = try run([
      ("prediction_intervals: [0.1, 0.9]", "categorical_features: [store_id]")
    ])
    #expect(model.features.first { $0.name == "store_id" }?.isCategorical == true)
    #expect(model.trees.contains { $0.nodes.contains { $0.isCategorical } })
    let columns = try Catalog(temporary.warehouse).columns(
      of: TableName(parsing: "monitor_retail_demand.test_predictions")
    ).map(\.name)
    #expect(!columns.contains("p10"))
    #expect(
      try temporary.rows("SELECT interval_coverage FROM monitor_retail_demand.evaluation_summary") == [[.null]])
  }

  @Test("quantiles ascend in every row, and the artifact holds their model")
  func intervals() throws {
    let (temporary, _) = try run([("prediction_intervals: [0.1, 0.9]", "prediction_intervals: [0.05, 0.5, 0.975]")])
    #expect(
      try temporary.rows(
        """
        SELECT count(*) > 0, min(p5 <= p50 AND p50 <= p97_5) FROM monitor_retail_demand.test_predictions
        """) == [[.integer(1), .integer(1)]])
    #expect(
      try temporary.rows(
        "SELECT count(*) FROM mlops.run_artifacts WHERE artifact_path = 'model/xgboost-intervals.json'")
        == [[.integer(1)]])
  }
}
