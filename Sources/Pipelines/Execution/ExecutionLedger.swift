import Foundation
import GRDB
import Warehouse

/// The rows that tell of executions: written before a step begins and after it ended.
struct ExecutionLedger {
  let warehouse: Warehouse

  private func now() -> String { warehouse.surroundings.now().description }

  /// Marks executions of the pipeline that were under way when their process ended. The caller holds the pipeline's lock,
  /// so no such process lives.
  func closeAbandoned(_ pipeline: String) throws {
    try warehouse.write(.mlops) { db in
      let reason = "the process ended before the execution did"
      let abandoned = try String.fetchAll(
        db,
        sql: """
          SELECT execution_id FROM mlops.pipeline_executions
          WHERE pipeline_name = ? AND status IN ('Executing', 'Stopping')
          """, arguments: [pipeline])
      for execution in abandoned {
        try db.execute(
          sql: """
            UPDATE mlops.pipeline_execution_steps SET status = 'Failed', ended_at = :now, message = :reason
            WHERE execution_id = :execution AND status = 'Executing'
            """, arguments: ["now": now(), "reason": reason, "execution": execution])
        try db.execute(
          sql: """
            UPDATE mlops.pipeline_executions SET status = 'Failed', ended_at = :now, failure_reason = :reason
            WHERE execution_id = :execution
            """, arguments: ["now": now(), "reason": reason, "execution": execution])
        try db.execute(
          sql: """
            UPDATE mlops.runs SET status = 'KILLED', ended_at = :now
            WHERE execution_id = :execution AND status = 'RUNNING'
            """, arguments: ["now": now(), "execution": execution])
      }
    }
  }

  /// Stores the definition, unless this very text is a version already, and begins an execution of it.
  func begin(_ file: PipelineFile, parameters: [String: ParameterValue], programVersion: String) throws -> String {
    let execution = warehouse.surroundings.identifier()
    let definition = try Self.json([
      "pipeline.yml": file.text, "scripts": Self.json(file.scripts.mapValues(\.sql)),
    ])
    let hash = ContentHash.of(definition.utf8)
    try warehouse.write(.mlops) { db in
      let known = try Int.fetchOne(
        db, sql: "SELECT version FROM mlops.pipelines WHERE pipeline_name = ? AND definition_hash = ?",
        arguments: [file.name, hash])
      let version: Int
      if let known {
        version = known
      } else {
        version =
          try Int.fetchOne(
            db, sql: "SELECT coalesce(max(version), 0) + 1 FROM mlops.pipelines WHERE pipeline_name = ?",
            arguments: [file.name]) ?? 1
        try db.execute(
          sql: "INSERT INTO mlops.pipelines VALUES (?, ?, ?, ?, ?)",
          arguments: [file.name, version, definition, hash, now()])
      }
      try db.execute(
        sql: """
          INSERT INTO mlops.pipeline_executions
            (execution_id, pipeline_name, pipeline_version, status, parameters, started_at, started_by, process_id,
             program_version)
          VALUES (?, ?, ?, 'Executing', ?, ?, ?, ?, ?)
          """,
        arguments: [
          execution, file.name, version, try Self.json(parameters.mapValues(\.description)), now(),
          warehouse.surroundings.user, Int(ProcessInfo.processInfo.processIdentifier), programVersion,
        ])
    }
    return execution
  }

  func end(_ execution: String, failure: String?) throws {
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          UPDATE mlops.pipeline_executions SET status = ?, ended_at = ?, failure_reason = ? WHERE execution_id = ?
          """, arguments: [failure == nil ? "Succeeded" : "Failed", now(), failure, execution])
    }
  }

  func begin(_ step: PipelineStep, number: Int, of execution: String) throws {
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          INSERT INTO mlops.pipeline_execution_steps
            (execution_id, step_number, step_name, step_type, status, started_at)
          VALUES (?, ?, ?, ?, 'Executing', ?)
          """, arguments: [execution, number, step.name, step.type, now()])
    }
  }

  func end(
    _ step: PipelineStep, of execution: String, status: StepStatus, outcome: StepOutcome, use: ResourceUse
  ) throws {
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          UPDATE mlops.pipeline_execution_steps
          SET status = ?, ended_at = ?, inputs = ?, outputs = ?, message = ?, cpu_seconds = ?, peak_memory_bytes = ?
          WHERE execution_id = ? AND step_name = ?
          """,
        arguments: [
          status.rawValue, now(), try Self.json(outcome.inputs), try Self.json(outcome.outputs), outcome.message,
          use.processorSeconds, use.peakMemory, execution, step.name,
        ])
      for file in outcome.propertyFiles {
        try db.execute(
          sql: "INSERT INTO mlops.pipeline_property_files VALUES (?, ?, ?, ?, ?)",
          arguments: [execution, step.name, file.name, file.object, file.content])
      }
    }
  }

  private static func json(_ values: [String: String]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(values), as: UTF8.self)
  }
}
