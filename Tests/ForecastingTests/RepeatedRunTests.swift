import FeatureStore
import Fixtures
import Foundation
import Pipelines
import Testing
import Warehouse

@Suite("Running the retail pipeline again")
struct RepeatedRunTests {
  let temporary: TemporaryWarehouse

  init() throws { temporary = try RetailWarehouse.make() }

  @Test("with the same seed gives the same model archive to the last byte, and the same metrics; another seed does not")
  func sameSeed() throws {
    for seed in ["7", "7", "8"] {
      try RetailWarehouse.run(in: temporary.warehouse, parameters: [("TrainingSeed", seed)])
    }
    let archives = try temporary.rows(
      """
      SELECT sha256 FROM mlops.run_artifacts JOIN mlops.runs USING (mlflow_run_id)
      WHERE artifact_path LIKE '%model.tar.gz' ORDER BY started_at
      """)
    #expect(archives.count == 3)
    #expect(archives[0] == archives[1])
    #expect(archives[0] != archives[2])
    let metrics = try temporary.rows(
      "SELECT rmse, mae, r2 FROM monitor_retail_demand.evaluation_summary ORDER BY eval_timestamp_utc")
    #expect(metrics.count == 3)
    #expect(metrics[0] == metrics[1])
    let history =
      "SELECT name, step, value FROM mlops.run_metric_history JOIN mlops.runs USING (mlflow_run_id) WHERE started_at = (SELECT started_at FROM mlops.runs ORDER BY 1 LIMIT 1 OFFSET %) ORDER BY 1, 2"
    #expect(try temporary.rows(history.replacing("%", with: "0")) == temporary.rows(history.replacing("%", with: "1")))
  }

  @Test("adds no record to the feature group where the data is the same")
  func featureGroup() throws {
    for _ in 0..<2 { try RetailWarehouse.run(in: temporary.warehouse) }
    #expect(
      try temporary.rows("SELECT rows_read, rows_written FROM feature_store.feature_ingestions ORDER BY write_time")
        == [
          [.integer(800), .integer(800)], [.integer(800), .integer(0)],
        ])
  }

  @Test("goes on where users gave its feature group tags, descriptions and further features, which are NULL")
  func usersFeatures() throws {
    try RetailWarehouse.run(in: temporary.warehouse)
    let store = FeatureStore(temporary.warehouse)
    try store.update(
      "retail_demand_features",
      FeatureStore.GroupChange(
        added: [Feature("mood", .string)], meanings: ["base_price": "in baht"], summary: "Sales",
        tags: ["team": "demand"], timeToLive: try TimeToLive(parsing: "30d")))
    try RetailWarehouse.run(in: temporary.warehouse)
    #expect(
      try temporary.rows("SELECT count(*), count(mood) FROM feature_store.retail_demand_features") == [
        [.integer(800), .integer(0)]
      ])
    #expect(try store.existingGroup("retail_demand_features").summary == "Sales")
  }

  @Test("keeps the monitoring rows of earlier runs and counts model versions up")
  func earlierRuns() throws {
    for _ in 0..<2 {
      try RetailWarehouse.run(in: temporary.warehouse, parameters: [("RMSEThreshold", "1e9"), ("R2Threshold", "-1e9")])
    }
    #expect(
      try temporary.rows("SELECT count(DISTINCT mlflow_run_id) FROM monitor_retail_demand.test_predictions") == [
        [.integer(2)]
      ])
    #expect(
      try temporary.rows("SELECT model_package_version FROM mlops.model_packages ORDER BY 1") == [
        [.integer(1)], [.integer(2)],
      ])
  }

  @Test("with a condition that is not met registers nothing and keeps the monitoring rows")
  func unmetCondition() throws {
    let result = try RetailWarehouse.run(in: temporary.warehouse, parameters: [("RMSEThreshold", "0.001")])
    #expect(result.conditions == ["CheckMetricsAndRegister": false])
    #expect(try temporary.rows("SELECT count(*) FROM mlops.model_packages") == [[.integer(0)]])
    for table in ["evaluation_summary", "shap_feature_importance", "test_predictions", "data_profile"] {
      #expect(try temporary.rows("SELECT count(*) > 0 FROM monitor_retail_demand.\(table)") == [[.integer(1)]])
    }
    #expect(
      try temporary.rows(
        "SELECT status, message LIKE '%not met%' FROM mlops.pipeline_execution_steps WHERE step_type = 'RegisterModel'")
        == [
          [.text("Skipped"), .integer(1)]
        ])
  }
}

@Suite("Ingesting an evaluation twice")
struct RepeatedIngestionTests {
  @Test("leaves one copy of every monitoring row")
  func oneCopy() throws {
    let project = try TemporaryDirectory()
    let yaml = try SQLLibrary(project: nil).text("pipelines/retail_demand/pipeline.yml")
    let again = "\n  - { name: IngestAgain, type: IngestEvaluation, depends_on: [IngestEvalToAthena] }\n"
    try project.write(yaml + again, to: "sql/pipelines/retail_demand/pipeline.yml")
    let temporary = try TemporaryWarehouse(project: project.url)
    try temporary.load(HandMadeSales().csv, into: "retail_demand.demand_product")
    try RetailWarehouse.run(in: temporary.warehouse)
    #expect(
      try temporary.rows(
        "SELECT count(*) FROM mlops.pipeline_execution_steps WHERE step_type = 'IngestEvaluation' AND status = 'Succeeded'"
      ) == [[.integer(2)]])
    let counts = try ["evaluation_summary", "shap_feature_importance", "test_predictions", "data_profile"].map {
      try temporary.rows("SELECT count(*) FROM monitor_retail_demand.\($0)")[0]
    }
    #expect(counts == [[.integer(1)], [.integer(18)], [.integer(2)], [.integer(19)]])
  }
}
