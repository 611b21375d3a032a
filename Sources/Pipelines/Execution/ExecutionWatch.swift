import Foundation
import GRDB
import Synchronization
import Warehouse

/// Tells whether an execution is to end early: because somebody asked, or because a step's time is over.
final class ExecutionWatch: Sendable {
  enum Reason: Sendable, Equatable {
    case stopped
    case timeLimit(Double)
  }

  private struct State {
    var deadline: Date?
    var limit = 0.0
    var nextLook = Date.distantPast
    var isStopping = false
  }

  private let warehouse: Warehouse
  private let execution: String
  private let isStopRequested: @Sendable () -> Bool
  private let state = Mutex(State())
  /// Seconds between two looks at the table, where `pipeline stop` leaves its word.
  private static let interval = 0.5

  init(_ execution: String, in warehouse: Warehouse, isStopRequested: @escaping @Sendable () -> Bool) {
    self.execution = execution
    self.warehouse = warehouse
    self.isStopRequested = isStopRequested
  }

  /// Begins to count the time of a step.
  func begin(_ step: PipelineStep) {
    state.withLock { state in
      state.limit = step.timeLimit ?? 0
      state.deadline = step.timeLimit.map { warehouse.surroundings.moment().addingTimeInterval($0) }
    }
  }

  /// Why to end, or `nil` where all may go on.
  var reason: Reason? {
    if isStopRequested() { return .stopped }
    let now = warehouse.surroundings.moment()
    let (isStopping, isOver, limit, isDue) = state.withLock { state in
      let isDue = now >= state.nextLook
      if isDue { state.nextLook = now.addingTimeInterval(Self.interval) }
      return (state.isStopping, state.deadline.map { now >= $0 } ?? false, state.limit, isDue)
    }
    if isStopping { return .stopped }
    if isOver { return .timeLimit(limit) }
    guard isDue else { return nil }
    let status = try? warehouse.read([.mlops]) { db in
      try String.fetchOne(
        db, sql: "SELECT status FROM mlops.pipeline_executions WHERE execution_id = ?", arguments: [execution])
    }
    guard status == "Stopping" else { return nil }
    state.withLock { $0.isStopping = true }
    return .stopped
  }

  /// The error that stands for `reason`.
  func error(_ reason: Reason, step: String) -> PipelineError {
    switch reason {
    case .stopped:
      PipelineError(
        code: "stopped", subject: "execution \(execution), step \(step)", found: "it was asked to stop",
        remedy: "go on with `stockroom pipeline resume \(execution)`")
    case .timeLimit(let seconds):
      PipelineError(
        code: "time-limit", subject: "step \(step)", expected: "an end within \(DurationText.text(seconds))",
        found: "it was still at work",
        remedy: """
          raise time_limit in pipeline.yml, or make the step's work smaller, and start a new `stockroom pipeline run`: \
          `stockroom pipeline resume` keeps to the definition that the execution began with
          """)
    }
  }

  func check(_ step: String) throws {
    if let reason { throw error(reason, step: step) }
  }
}
