import Logging
import Operations
import Pipelines
import Server
import Synchronization

/// Whether the server is being stopped, for work that asks often.
final class StopFlag: Sendable {
  private let flag = Atomic(false)

  var isSet: Bool { flag.load(ordering: .relaxed) }

  @Sendable func set() { flag.store(true, ordering: .relaxed) }
}

extension Stockroom {
  /// The schedules as a service of the server: what is due runs on a thread of its own. Where the server is stopped meanwhile,
  /// the execution is left Stopped, and whoever looks next goes on with it.
  func scheduleService(_ stop: StopFlag, logger: Logger) -> PeriodicService {
    let scheduler = scheduler(stopping: { stop.isSet })
    return PeriodicService("schedules", every: .seconds(1), logger: logger, stopping: stop.set) {
      for run in try scheduler.tick(observer: LoggedExecution(logger: logger)) {
        let reason = run.reason.map { ": \($0)" } ?? ""
        logger.notice("schedule \(run.schedule) of \(run.scheduledFor): \(run.status)\(reason)")
      }
    }
  }
}

/// Tells the server's log when an execution begins and how its steps end.
private struct LoggedExecution: ExecutionObserver {
  let logger: Logger

  func executionStarted(_ execution: String, pipeline: String, stepCount: Int) {
    logger.notice("pipeline \(pipeline): execution \(execution), \(stepCount) steps")
  }

  func stepStarted(_ step: PipelineStep, number: Int) {}
  func stepProgressed(_ step: PipelineStep, _ text: String) {}

  func stepEnded(_ step: PipelineStep, status: StepStatus, seconds: Double, message: String) {
    let firstLine = message.split(separator: "\n").first ?? ""
    let level: Logger.Level = status == .failed ? .error : .notice
    logger.log(
      level: level, "\(step.name): \(status.rawValue) after \((seconds * 100).rounded() / 100) s: \(firstLine)")
  }
}
