import Fixtures
import GRDB
import Monitoring
import Testing
import Warehouse

/// An endpoint that was asked 300 rows a day for 30 days, and the training rows of its model.
private struct AskedEndpoint {
  let temporary: TemporaryWarehouse

  /// - Parameters:
  ///   - price: the price that captured rows hold, as SQL over `i`; training rows hold `10 + i % 20`.
  ///   - answer: what the endpoint answered, as SQL over `i`; the model says `i % 50` of its training rows.
  init(price: String = "10 + i % 20", answer: String = "i % 50") throws {
    temporary = try TemporaryWarehouse()
    let warehouse = temporary.warehouse
    try warehouse.prepare(.dataCapture)
    let rows = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 8999)"
    try warehouse.write(.dataCapture) { db in
      try db.execute(
        sql: """
          \(rows)
          INSERT INTO data_capture.predictions
            (capture_number, prediction_id, endpoint_name, model_package_group_name, model_package_version, captured_at,
             inputs, prediction, latency_ms, request_id)
          SELECT
            i, 'p' || i, 'retail-demand-xgb-serverless-prod', 'G', 1 + (i >= 6000),
            strftime('%Y-%m-%dT%H:%M:%fZ', '2026-03-01', '+' || (i / 300) || ' days', '+' || (i % 300) || ' seconds'),
            json_object('price', \(price), 'kind', iif(i % 3 = 0, 'a', 'b')), \(answer), 0.5, 'r' || i
          FROM n
          """)
      // The actual value is 2 above the answer, but for the second version 3 above.
      try db.execute(
        sql: """
          INSERT INTO data_capture.actuals
          SELECT prediction_id, prediction + iif(model_package_version = 1, 2, 3), captured_at FROM data_capture.predictions
          """)
    }
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          INSERT INTO mlops.model_package_groups (model_package_group_name, created_at)
          VALUES ('G', '2026-01-01T00:00:00.000Z')
          """)
      for version in [1, 2] {
        try db.execute(
          sql: """
            INSERT INTO mlops.model_packages
              (model_package_group_name, model_package_version, approval_status, registered_at, model_artifact,
               artifact_sha256, artifact_byte_count, label, feature_columns, regression_metrics)
            VALUES ('G', ?, 'PendingManualApproval', '2026-01-01T00:00:00.000Z', 'a', '', 0, 'units', '[]', '{}')
            """, arguments: [version])
      }
      for (name, role, value) in [
        ("price", "feature", "10 + i % 20"), ("kind", "feature", "iif(i % 3 = 0, 'a', 'b')"),
        ("units", "prediction", "i % 50"),
      ] {
        try db.execute(
          sql: """
            WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1499)
            INSERT INTO mlops.model_package_baselines SELECT 'G', 2, ?, ?, json_group_array(\(value)) FROM n
            """, arguments: [name, role])
      }
    }
  }

  func run(on date: String = "2026-03-30") throws -> MonitorRun.Report {
    try MonitorRun(MonitorFile("endpoint", in: temporary.warehouse.scripts), in: temporary.warehouse).run(on: date)
  }
}

@Suite("The monitor of an endpoint")
struct EndpointMonitorTests {
  @Test("finds nothing where the rows asked are like the training rows of the version in service")
  func stable() throws {
    let drift = try AskedEndpoint().run().drift
    #expect(Set(drift.map(\.column)) == ["price", "kind", "predicted"])
    #expect(drift.allSatisfy { $0.status == .stable }, "\(drift)")
    #expect(drift.allSatisfy { $0.rows == (1500, 2100) })
  }

  @Test("finds a price in another unit as drift of the data, and other answers as drift of the predictions")
  func drifted() throws {
    let price = try AskedEndpoint(price: "(10 + i % 20) * 100").run().drift.filter { $0.status == .drift }
    #expect(price.map(\.column) == ["price"] && price.map(\.source) == ["data"])
    let answers = try AskedEndpoint(answer: "40 + i % 50").run().drift.filter { $0.status == .drift }
    #expect(answers.map(\.column) == ["predicted"] && answers.map(\.source) == ["predictions"])
  }

  @Test("compares answers with their actual values, for all and for each version")
  func performance() throws {
    let endpoint = try AskedEndpoint()
    _ = try endpoint.run()
    // 20 days of version 1 (mean error -2), 10 of version 2 (-3), 300 rows a day.
    #expect(
      try endpoint.temporary.rows(
        """
        SELECT segment_name, segment, sum(n_rows), round(avg(mean_error), 6), round(avg(rmse), 6), max(skill)
        FROM mlops.performance_daily GROUP BY 1, 2 ORDER BY 1, 2
        """) == [
          [.text("all"), .text("all"), .integer(9000), .real(-2.333333), .real(2.333333), .null],
          [.text("model_version"), .text("1"), .integer(6000), .real(-2), .real(2), .null],
          [.text("model_version"), .text("2"), .integer(3000), .real(-3), .real(3), .null],
        ])
  }

  @Test("says that there are too few rows where nothing was asked")
  func silent() throws {
    let temporary = try TemporaryWarehouse()
    try temporary.warehouse.prepare(.dataCapture)
    let report = try MonitorRun(MonitorFile("endpoint", in: temporary.warehouse.scripts), in: temporary.warehouse).run(
      on: "2026-03-30")
    #expect(report.drift.isEmpty && report.alarms.isEmpty)
  }
}

@Suite("What a monitor's own scripts give")
struct MonitorScriptTests {
  private static let settings = """
    quality: []
    parameters: { factor: '2' }
    drift:
      window_days: 1
      minimum_rows: 5
      psi: 0.25
      significance: 0.05
      missing_rate: 0.05
      outside: 0.2
      leave_out: []
      columns: { strict: { psi: 0.01, significance: 1.0 }, loose: { psi: 99, outside: 1.1 } }
    performance:
      segments: []
      window_days: 1
      reference_days: 1
      increase: 0.1
      significance: 0.01
      interval: { lower: low, upper: high }
    alerts: []

    """
  private static let numbers = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199)"

  private func report(more: [String: String]) throws -> (TemporaryWarehouse, MonitorRun.Report) {
    let files = ["sql/monitors/own/monitor.yml": Self.settings].merging(more) { $1 }
    let shop = try WatchedShop(checks: ["{ type: row_count, minimum: 1 }"], more: files)
    let warehouse = shop.temporary.warehouse
    let report = try MonitorRun(MonitorFile("own", in: warehouse.scripts), in: warehouse).run(on: "2026-01-02")
    return (shop.temporary, report)
  }

  @Test("a column has limits of its own for the effect, the significance and the range")
  func overrides() throws {
    let (_, report) = try report(more: [
      "sql/monitors/own/observations.sql": """
      -- Rows?
      -- @param factor INTEGER -   a value from monitor.yml
      \(Self.numbers)
      SELECT i + 10 * :factor AS strict, i + 20 AS usual, i * 9 AS loose FROM n
      """,
      "sql/monitors/own/baseline.sql": "\(Self.numbers)\nSELECT i AS strict, i AS usual, i AS loose FROM n",
    ])
    let status = Dictionary(uniqueKeysWithValues: report.drift.map { ($0.column, $0.status) })
    #expect(status["strict"] == .drift)
    #expect(status["usual"] == .stable)
    #expect(status["loose"] == .stable)
  }

  @Test("rows inside and outside their interval are counted")
  func coverage() throws {
    let (temporary, _) = try report(more: [
      "sql/monitors/own/predictions.sql": """
      SELECT
        '2026-01-02' AS date, 10 AS predicted, column1 AS actual, NULL AS seasonal_naive, column2 AS low, column3 AS high
      FROM (VALUES (10, 8, 12), (8, 8, 12), (13, 8, 12), (10, NULL, NULL))
      """
    ])
    #expect(
      try temporary.rows("SELECT n_rows, interval_rows, covered_rows FROM mlops.performance_daily") == [
        [.integer(4), .integer(3), .integer(2)]
      ])
  }

  @Test("a script without a column that is needed is named with what it lacks")
  func missing() throws {
    let error = #expect(throws: MonitoringError.self) {
      try report(more: ["sql/monitors/own/predictions.sql": "SELECT 1 AS date, 2 AS predicted, 3 AS seasonal_naive"])
    }
    #expect(error?.found == "no column actual")
    #expect(error?.subject == "sql/monitors/own/predictions.sql" || error?.subject.hasSuffix("predictions.sql") == true)
  }
}
