import Foundation
public import Pipelines
import Warehouse

extension Stockroom {
  /// The schedules of pipelines.
  public var schedules: ScheduleStore { ScheduleStore(warehouse) }

  /// Runs pipelines when their schedules are due; ``Pipelines/Scheduler/tick(observer:)`` is one look.
  /// - Parameter isStopRequested: is asked often whether to end early; what is under way can be resumed.
  public func scheduler(stopping isStopRequested: @escaping @Sendable () -> Bool = { false }) -> Scheduler {
    Scheduler(warehouse, executor: executor.stopping(where: isStopRequested)) { [self] file, _ in
      try takeIn(file).requireAll()
    }
  }

  /// The parameter of a pipeline that gets the logical date unless another one is named: `LogicalDate`, where it has that.
  public func dateParameter(of pipeline: String) throws -> String? {
    let file = try PipelineFile(pipeline, in: warehouse.scripts)
    return file.parameters.contains { $0.name == "LogicalDate" } ? "LogicalDate" : nil
  }
}
