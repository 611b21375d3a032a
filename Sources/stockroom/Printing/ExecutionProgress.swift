import Foundation
import Pipelines

/// Tells on standard error how an execution goes on: a line per step with its elapsed time.
struct ExecutionProgress: ExecutionObserver {
  private let line = ProgressLine()

  func executionStarted(_ execution: String, pipeline: String, stepCount: Int) {
    Message.write("pipeline \(pipeline), execution \(execution), \(stepCount) steps")
  }

  func waiting(for pipeline: String) {
    Message.write("another execution of pipeline \(pipeline) is under way; waiting for it")
  }

  func stepStarted(_ step: PipelineStep, number: Int) {
    line.show("  \(number). \(step.name) …")
  }

  func stepProgressed(_ step: PipelineStep, _ text: String) {
    line.show("  \(step.name): \(text)")
  }

  func stepEnded(_ step: PipelineStep, status: StepStatus, seconds: Double, message: String) {
    line.clear()
    let time = String(format: "%7.2f s", seconds)
    let name = step.name.padding(toLength: max(40, step.name.count), withPad: " ", startingAt: 0)
    let firstLine = message.split(separator: "\n").first ?? ""
    Message.write("\(time)  \(name)  \(status.rawValue): \(firstLine)")
  }
}
