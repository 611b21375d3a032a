import Fixtures
import Monitoring
import Operations
import Warehouse

/// Warehouses whose monitoring tables exist: the retail pipeline ran on made-up rows.
enum EvaluatedWarehouse {
  /// Thresholds that every model meets, so that each run registers a version.
  static let lenient = [(name: "RMSEThreshold", value: "1000"), (name: "R2Threshold", value: "-1000")]

  /// Two runs, for tests that only read.
  static let ofTwoRuns = SharedWarehouse { try make(runs: 2) }

  /// One run, or several with different seeds.
  static func make(runs: Int = 1, stores: Int = 4, days: Int = 200) throws -> TemporaryWarehouse {
    let temporary = try RetailWarehouse.make(stores: stores, days: days)
    for run in 0..<runs {
      try RetailWarehouse.run(
        in: temporary.warehouse, parameters: lenient + [(name: "TrainingSeed", value: String(42 + run))])
    }
    let monitor = try temporary.stockroom.monitor("retail_demand")
    _ = try monitor.run(on: monitor.newestDay())
    return temporary
  }

  /// The tables of one run without any monitoring row.
  static func emptied() throws -> TemporaryWarehouse {
    let temporary = try make(stores: 2, days: 60)
    for table in ["evaluation_summary", "shap_feature_importance", "test_predictions", "data_profile"] {
      try temporary.execute("DELETE FROM monitor_retail_demand.\(table)", in: "monitor_retail_demand")
    }
    return temporary
  }
}

extension TemporaryWarehouse {
  /// Everything that asks questions of this warehouse.
  var stockroom: Stockroom { Stockroom(warehouse) }
}
