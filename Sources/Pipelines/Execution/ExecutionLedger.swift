import Access
import Foundation
import GRDB
import Warehouse

/// The rows that tell of executions: written before a step begins and after it ended.
struct ExecutionLedger {
  let warehouse: Warehouse
  let session: WritingSession
  let log: ExecutionLog

  private func now() -> String { warehouse.surroundings.now().description }
  private var changes: StateChanges { StateChanges(surroundings: warehouse.surroundings) }

  /// Marks executions of the pipeline that were under way when their process ended. The caller holds the pipeline's lock,
  /// so no such process lives.
  func closeAbandoned(_ pipeline: String) throws {
    let abandoned = try warehouse.read([.mlops]) { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT execution_id, status FROM mlops.pipeline_executions
          WHERE pipeline_name = ? AND status IN ('Executing', 'Stopping')
          """, arguments: [pipeline]
      ).map { (execution: $0[0] as String, status: $0[1] as String) }
    }
    for (execution, status) in abandoned {
      let reason = "the process ended before the execution did"
      try close(
        execution, of: pipeline, from: status, status: status == "Stopping" ? "Stopped" : "Failed", reason: reason)
    }
  }

  /// Ends an execution whose process is gone, with the step and the run that were under way.
  private func close(
    _ execution: String, of pipeline: String, from previous: String, status: String, reason: String
  ) throws {
    try session.write { db in
      let arguments: StatementArguments = ["now": now(), "reason": reason, "execution": execution, "status": status]
      try db.execute(
        sql: """
          UPDATE mlops.pipeline_execution_steps SET status = :status, ended_at = :now, message = :reason
          WHERE execution_id = :execution AND status = 'Executing'
          """, arguments: arguments)
      try db.execute(
        sql: """
          UPDATE mlops.pipeline_step_attempts SET status = :status, ended_at = :now, message = :reason
          WHERE execution_id = :execution AND status = 'Executing'
          """, arguments: arguments)
      try db.execute(
        sql: """
          UPDATE mlops.pipeline_executions SET status = :status, ended_at = :now, failure_reason = :reason
          WHERE execution_id = :execution
          """, arguments: arguments)
      try changes.execution(execution, of: pipeline, from: previous, to: status, reason: reason, in: db)
      try killRuns(of: execution, db)
    }
  }

  private func killRuns(of execution: String, _ db: Database) throws {
    try db.execute(
      sql: """
        UPDATE mlops.runs SET status = 'KILLED', ended_at = :now
        WHERE execution_id = :execution AND status = 'RUNNING'
        """, arguments: ["now": now(), "execution": execution])
  }

  /// Stores the definition, unless this very text is a version already, and begins an execution of it.
  func begin(
    _ file: PipelineFile, parameters: [String: ParameterValue], request: ExecutionRequest, programVersion: String
  ) throws -> String {
    let execution = warehouse.surroundings.identifier()
    let definition = try file.storedText
    try session.write { db in
      let version = try DefinitionVersions(warehouse: warehouse).store(file.name, definition, in: db)
      try db.execute(
        sql: """
          INSERT INTO mlops.pipeline_executions
            (execution_id, pipeline_name, pipeline_version, display_name, status, parameters, started_at, started_by,
             process_id, program_version, logical_date, request)
          VALUES (?, ?, ?, ?, 'Executing', ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          execution, file.name, version, request.displayName, try JSONText.of(parameters.mapValues(\.description)),
          now(), warehouse.surroundings.user, Int(ProcessInfo.processInfo.processIdentifier), programVersion,
          request.logicalDate, try JSONText.of(request.stored),
        ])
      try changes.execution(execution, of: file.name, from: nil, to: "Executing", in: db)
    }
    return execution
  }

  /// Begins an execution again that did not come to its end.
  func reopen(_ execution: String, of pipeline: String, from previous: String) throws {
    try session.write { db in
      try db.execute(
        sql: """
          UPDATE mlops.pipeline_executions
          SET status = 'Executing', ended_at = NULL, failure_reason = NULL, times_resumed = times_resumed + 1,
            process_id = ?
          WHERE execution_id = ?
          """, arguments: [Int(ProcessInfo.processInfo.processIdentifier), execution])
      try AuditLog.append("execution.resume", execution, detail: pipeline, of: warehouse, in: db)
      try changes.execution(execution, of: pipeline, from: previous, to: "Executing", in: db)
    }
  }

  func end(_ execution: String, of pipeline: String, status: String, failure: String?) throws {
    try session.write { db in
      try log.flush(execution, in: db)
      try db.execute(
        sql: """
          UPDATE mlops.pipeline_executions SET status = ?, ended_at = ?, failure_reason = ? WHERE execution_id = ?
          """, arguments: [status, now(), failure, execution])
      try changes.execution(execution, of: pipeline, from: "Executing", to: status, reason: failure, in: db)
      if status != "Succeeded" { try killRuns(of: execution, db) }
    }
  }

  /// Writes the lines of the log that have gathered.
  func flushLog(_ execution: String) throws {
    try session.write(.ordered) { db in try log.flush(execution, in: db) }
  }
}
