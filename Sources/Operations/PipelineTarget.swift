import Diagnostics
import Events
import Pipelines
import Warehouse

/// Runs a pipeline because of an event.
struct PipelineTarget: EventTarget {
  let executor: PipelineExecutor
  let scripts: SQLLibrary

  /// Runs the pipeline to its end. A definition or a parameter that is wrong is given up at once.
  func deliver(_ delivery: Delivery) throws -> DeliveryOutcome {
    let file: PipelineFile
    do {
      file = try PipelineFile(delivery.settings["pipeline"]?.stringValue ?? "", in: scripts)
      _ = try file.definition().values(overriddenBy: parameters(of: delivery))
    } catch let error as any Diagnostic {
      throw DeliveryFailure(error.description, isPermanent: true)
    }
    let result = try executor.run(file, parameters: parameters(of: delivery), observer: NobodyWatches())
    return .delivered("execution \(result.execution)")
  }

  private func parameters(of delivery: Delivery) -> [(name: String, value: String)] {
    guard case .object(let members) = delivery.settings["parameters"] else { return [] }
    return members.sorted { $0.key < $1.key }.map { ($0.key, $0.value.stringValue ?? "") }
  }
}

/// Tells nobody how an execution goes on; its tables do.
private struct NobodyWatches: ExecutionObserver {
  func executionStarted(_ execution: String, pipeline: String, stepCount: Int) {}
  func stepStarted(_ step: PipelineStep, number: Int) {}
  func stepProgressed(_ step: PipelineStep, _ text: String) {}
  func stepEnded(_ step: PipelineStep, status: StepStatus, seconds: Double, message: String) {}
}
