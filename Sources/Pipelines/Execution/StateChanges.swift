import Events
import GRDB
import Warehouse

/// Tells the event log of the states of executions and steps, in the shape that SageMaker gives these events.
struct StateChanges {
  let surroundings: Surroundings

  private func names(_ pipeline: String, _ execution: String) -> (pipeline: String, execution: String) {
    (
      AmazonResourceName.sagemaker("pipeline", pipeline),
      AmazonResourceName.sagemaker("pipeline", "\(pipeline)/execution/\(execution)")
    )
  }

  /// An execution came from one state to another; `nil` where it is new.
  func execution(
    _ execution: String, of pipeline: String, from previous: String?, to current: String, reason: String? = nil,
    in db: Database
  ) throws {
    let names = names(pipeline, execution)
    var detail: [String: JSONValue] = [
      "pipelineArn": .string(names.pipeline), "pipelineExecutionArn": .string(names.execution),
      "pipelineName": .string(pipeline), "pipelineExecutionId": .string(execution),
      "currentPipelineExecutionStatus": .string(current),
    ]
    if let previous { detail["previousPipelineExecutionStatus"] = .string(previous) }
    if let reason { detail["failureReason"] = .string(reason) }
    try append(
      "SageMaker Model Building Pipeline Execution Status Change", resources: [names.pipeline, names.execution], detail,
      in: db)
  }

  /// A step came into a state.
  func step(
    _ step: PipelineStep, of execution: String, pipeline: String, to current: String, message: String? = nil,
    reusedFrom: String? = nil, in db: Database
  ) throws {
    let names = names(pipeline, execution)
    var detail: [String: JSONValue] = [
      "pipelineArn": .string(names.pipeline), "pipelineExecutionArn": .string(names.execution),
      "pipelineName": .string(pipeline), "pipelineExecutionId": .string(execution), "stepName": .string(step.name),
      "stepType": .string(step.type), "currentStepStatus": .string(current),
    ]
    if let message { detail[current == "Failed" ? "failureReason" : "message"] = .string(message) }
    if let reusedFrom {
      detail["cacheHitResult"] = ["sourcePipelineExecutionArn": .string(self.names(pipeline, reusedFrom).execution)]
    }
    try append(
      "SageMaker Model Building Pipeline Execution Step Status Change", resources: [names.pipeline, names.execution],
      detail, in: db)
  }

  private func append(
    _ type: String, resources: [String], _ detail: [String: JSONValue], in db: Database
  ) throws {
    try EventLog.append(Event(type, resources: resources, detail: .object(detail), in: surroundings), in: db)
  }
}
