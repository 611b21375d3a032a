public import Foundation
import Operations
public import Pipelines
import SampleData
public import Warehouse

/// A warehouse with made-up retail data, on which the retail pipeline can run in well under a second.
public enum RetailWarehouse {
  /// 4 stores over 200 days.
  /// - Parameter project: a directory whose files override the SQL that ships.
  public static func make(
    stores: Int = 4, days: Int = 200, seed: UInt64 = 7, project: URL? = nil
  ) throws -> TemporaryWarehouse {
    let temporary = try TemporaryWarehouse(project: project)
    let file = temporary.directory.url.appending(path: "demand_product.csv").path
    try DataGeneration.run(RetailParameters(stores: stores, days: days, seed: seed), to: file) { _ in }
    try CSVIngestion(temporary.warehouse).load(
      IngestSource(path: file), into: TableName(parsing: "retail_demand.demand_product"))
    return temporary
  }

  /// Runs a pipeline that ships, without progress.
  @discardableResult
  public static func run(
    _ pipeline: String = "retail_demand", in warehouse: Warehouse, parameters: [(name: String, value: String)] = []
  ) throws -> PipelineExecutor.Result {
    try Stockroom(warehouse).executor.run(
      PipelineFile(pipeline, in: warehouse.scripts), parameters: parameters, observer: SilentObserver())
  }
}

/// Tells nobody how an execution goes on.
public struct SilentObserver: ExecutionObserver {
  /// Creates an observer.
  public init() {}
  /// Says nothing.
  public func executionStarted(_ execution: String, pipeline: String, stepCount: Int) {}
  /// Says nothing.
  public func stepStarted(_ step: PipelineStep, number: Int) {}
  /// Says nothing.
  public func stepProgressed(_ step: PipelineStep, _ text: String) {}
  /// Says nothing.
  public func stepEnded(_ step: PipelineStep, status: StepStatus, seconds: Double, message: String) {}
}
