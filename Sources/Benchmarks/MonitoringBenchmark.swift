import Foundation
import GRDB
import Monitoring
import Warehouse

/// The daily job over what an endpoint was asked.
///
///     Benchmarks monitoring prepare WAREHOUSE ROWS   ROWS captured predictions with their actual values, over 100 days
///     Benchmarks monitoring run WAREHOUSE            one pass over the last of these days
enum MonitoringBenchmark {
  struct Usage: Error, CustomStringConvertible {
    let description = "usage: monitoring prepare WAREHOUSE ROWS | monitoring run WAREHOUSE"
  }

  private static let days = 100
  private static let lastDay = "2026-04-10"
  private static let endpoint = "retail-demand-xgb-serverless-prod"
  private static let features = [
    "store_id", "is_weekend", "is_holiday", "max_temp_c", "rainfall_mm", "is_hot_day", "is_rainy_day", "base_price",
    "discount_pct", "is_promo", "final_price", "year", "month", "day", "day_of_year", "day_of_week_index",
    "discount_amount", "is_promo_or_holiday",
  ]

  static func run(arguments: [String]) throws {
    guard arguments.count >= 2 else { throw Usage() }
    let warehouse = try Warehouse.open(
      WarehouseLayout(root: URL(filePath: arguments[1], directoryHint: .isDirectory)),
      scripts: SQLLibrary(project: nil), surroundings: .system(user: "benchmark"))
    switch (arguments[0], arguments.count) {
    case ("prepare", 3):
      guard let rows = Int(arguments[2]), rows >= days else { throw Usage() }
      try prepare(warehouse, rows: rows)
    case ("run", 2): try look(warehouse)
    default: throw Usage()
    }
  }

  /// What the value of a feature is in row `i` of `n`: about as long as a real one.
  private static func value(of feature: String, at place: Int) -> String {
    switch feature {
    case "store_id": "i % 1000 + 1"
    case "max_temp_c", "rainfall_mm", "base_price", "final_price", "discount_amount":
      "round((i * \(7919 + 2 * place) % 100003) / 1000.0, 2)"
    case "year": "2026"
    default: "i * \(31 + 2 * place) % 2"
    }
  }

  private static func prepare(_ warehouse: Warehouse, rows: Int) throws {
    try warehouse.prepare(.mlops)
    try warehouse.prepare(.dataCapture)
    let inputs = features.enumerated().map { "'\($1)', \(value(of: $1, at: $0))" }.joined(separator: ", ")
    let clock = Stopwatch()
    try warehouse.write(.dataCapture) { db in
      let count = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows - 1))"
      try db.execute(
        sql: """
          \(count)
          INSERT INTO data_capture.predictions
            (capture_number, prediction_id, endpoint_name, model_package_group_name, model_package_version, captured_at,
             inputs, prediction, latency_ms, request_id)
          SELECT
            i, printf('0192f000-0000-7000-8000-%012d', i), ?, 'RetailDemandXGB', 1,
            strftime('%Y-%m-%dT%H:%M:%fZ', unixepoch(?) + (i + 1) * 86400.0 * \(days) / \(rows) - 86400 * \(days - 1) - 1,
              'unixepoch'),
            json_object(\(inputs)), 20 + (i * 7919 % 1000) / 10.0, 0.4, printf('request-%d', i)
          FROM n
          """, arguments: [endpoint, lastDay])
      try db.execute(
        sql: """
          INSERT INTO data_capture.actuals
          SELECT prediction_id, prediction + (capture_number * 104729 % 1000) / 100.0 - 5, captured_at
          FROM data_capture.predictions
          """)
    }
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql:
          "INSERT INTO mlops.model_package_groups (model_package_group_name, created_at) VALUES ('RetailDemandXGB', ?)",
        arguments: ["2026-01-01T00:00:00.000Z"])
      try db.execute(
        sql: """
          INSERT INTO mlops.model_packages
            (model_package_group_name, model_package_version, approval_status, registered_at, model_artifact,
             artifact_sha256, artifact_byte_count, label, feature_columns, regression_metrics)
          VALUES ('RetailDemandXGB', 1, 'PendingManualApproval', '2026-01-01T00:00:00.000Z', 'none', '', 0, 'units_sold',
            '[]', '{}')
          """)
      let sample = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1999)"
      for (place, feature) in features.enumerated() {
        try db.execute(
          sql: """
            \(sample)
            INSERT INTO mlops.model_package_baselines
            SELECT 'RetailDemandXGB', 1, ?, 'feature', json_group_array(\(value(of: feature, at: place))) FROM n
            """, arguments: [feature])
      }
    }
    print("prepared rows=\(rows) \(clock.text)")
  }

  private static func look(_ warehouse: Warehouse) throws {
    let clock = Stopwatch()
    let report = try MonitorRun(MonitorFile("endpoint", in: warehouse.scripts), in: warehouse).run(on: lastDay)
    print("monitoring \(clock.text) peak_mb=\(Stopwatch.peakMemory / 1024) \(report.summary)")
    let days = try warehouse.read([.mlops]) { db in
      try Int.fetchOne(db, sql: "SELECT sum(n_rows) FROM mlops.performance_daily WHERE segment_name = 'all'") ?? 0
    }
    print("forecasts compared with their actual values: \(days)")
  }
}
