import Fixtures
import Monitoring
import Operations
import Pipelines
import Testing
import Warehouse

@Suite("The daily job")
struct DailyMonitoringTests {
  @Test("runs as a pipeline: every monitor looks at its day, and the dashboard is exported")
  func pipeline() throws {
    let temporary = try EvaluatedWarehouse.make()
    let file = try PipelineFile("daily_monitoring", in: temporary.warehouse.scripts)
    let result = try temporary.stockroom.executor.run(file, ExecutionRequest(), observer: SilentObserver())
    #expect(
      try temporary.rows("SELECT monitor FROM mlops.monitor_runs ORDER BY monitor") == [
        [.text("endpoint")], [.text("retail_demand")],
      ])
    let exported = try temporary.warehouse.objects.keys(below: "daily_monitoring/\(result.execution)/dashboard")
    #expect(exported.contains { $0.hasSuffix("/report.html") } && exported.contains { $0.hasSuffix("/overview.csv") })
  }

  @Test("has a schedule that ships, paused")
  func schedule() throws {
    let temporary = try TemporaryWarehouse()
    let schedule = try ScheduleStore(temporary.warehouse).schedule("daily-monitoring")
    #expect(schedule.pipeline == "daily_monitoring")
    #expect(
      try temporary.rows("SELECT status FROM mlops.schedules WHERE schedule_name = 'daily-monitoring'") == [
        [.text("Paused")]
      ])
  }

  @Test("the raw sales of a window are compared with the training rows that the version keeps")
  func versionBaseline() throws {
    let temporary = try EvaluatedWarehouse.ofTwoRuns.get()
    let monitor = try temporary.stockroom.monitor("retail_version")
    let drift = try monitor.drift(on: monitor.newestDay())
    let price = try #require(drift.first { $0.column == "base_price" })
    // Four stores, 28 days: too few for a verdict, and all of them looked at beside the sample.
    #expect(price.rows.baseline >= 500 && price.rows.current == 112)
    #expect(price.status == .notEnoughRows)
    #expect(drift.first { $0.column == "units_sold" }?.status == .leftOut)
  }

  @Test("a registered version keeps training rows and what the model says of them")
  func baseline() throws {
    let warehouse = try EvaluatedWarehouse.ofTwoRuns.get()
    let rows = try warehouse.rows(
      """
      SELECT role, count(*), min(json_array_length(sampled_values)), max(json_array_length(sampled_values))
      FROM mlops.model_package_baselines WHERE model_package_version = 1 GROUP BY role ORDER BY role
      """)
    #expect(rows.count == 2)
    guard rows.count == 2, case .integer(let length) = rows[0][2] else { return }
    #expect(length >= 500 && length <= 2000)
    #expect(
      rows == [
        [.text("feature"), .integer(18), .integer(length), .integer(length)],
        [.text("prediction"), .integer(1), .integer(length), .integer(length)],
      ])
  }
}
