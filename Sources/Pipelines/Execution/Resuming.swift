import Access
import GRDB
public import Warehouse

extension PipelineExecutor {
  /// Goes on with an execution that failed, was stopped, or was left by its process: with the definition and the parameters
  /// it began with, from the first step that did not succeed on. What succeeded is kept as long as it is still there.
  /// - Parameter waits: seconds to wait for another execution of the pipeline to end; `nil` refuses at once.
  /// - Throws: ``PipelineError`` where the execution has succeeded or cannot go on; otherwise as ``run(_:_:observer:)``.
  @discardableResult
  public func resume(
    _ execution: String, waits: Double? = nil, observer: some ExecutionObserver
  ) throws -> Result {
    let pipeline = try record(of: execution).pipeline
    let lock = try lock(pipeline, waits: waits, observer)
    return try withExtendedLifetime(lock) {
      let log = ExecutionLog(warehouse.surroundings)
      let ledger = ExecutionLedger(warehouse: warehouse, session: try warehouse.writingSession(on: .mlops), log: log)
      try ledger.closeAbandoned(pipeline)
      let record = try record(of: execution)
      guard ["Failed", "Stopped"].contains(record.status) else {
        throw PipelineError(
          code: "not-resumable", subject: "execution \(execution)", expected: "one that failed or was stopped",
          found: "it has \(record.status.lowercased())",
          remedy: "start a new one with `stockroom pipeline run \(pipeline)`")
      }
      let file = try DefinitionVersions(warehouse: warehouse).file(pipeline, version: record.version)
      let prepared = try prepare(file, record.request)
      let steps = StepLedger(
        warehouse: warehouse, session: ledger.session, pipeline: pipeline, execution: execution, log: log)
      let kept = try KeptSteps(
        execution, definition: prepared.definition,
        past: PastOutcomes(prepared.decider.memory, pipeline: pipeline), steps: steps)
      try warehouse.objects.removeUnfinished(below: "\(pipeline)/\(execution)")
      try ledger.reopen(execution, of: pipeline, from: record.status)
      log.add("resumed", step: nil)
      let run = ExecutionRun(
        executor: self, prepared: prepared, execution: execution, ledger: ledger, log: log, kept: kept)
      return try run.carryOut(observer)
    }
  }

  /// The execution of a pipeline that began last, where it did not come to its end.
  /// - Returns: `nil` where the last one succeeded, is under way, or there is none.
  public func unfinished(_ pipeline: String) throws -> String? {
    let isFree = try FileLock("pipeline-\(pipeline)", in: warehouse.layout) != nil
    return try warehouse.read([.mlops]) { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT execution_id, status FROM mlops.pipeline_executions WHERE pipeline_name = ?
          ORDER BY started_at DESC, execution_id DESC LIMIT 1
          """, arguments: [pipeline])
    }.flatMap { row in
      let status: String = row[1]
      let isOpen = status == "Failed" || status == "Stopped" || (isFree && status != "Succeeded")
      return isOpen ? row[0] as String : nil
    }
  }

  /// Asks an execution to stop. Its process notices within a second; where that is gone, the tables are put right at once.
  /// - Returns: whether a process was still at it.
  /// - Throws: ``PipelineError`` where the execution has ended.
  @discardableResult
  public func stop(_ execution: String) throws -> Bool {
    let record = try record(of: execution)
    let changed = try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          UPDATE mlops.pipeline_executions SET status = 'Stopping'
          WHERE execution_id = ? AND status IN ('Executing', 'Stopping')
          """, arguments: [execution])
      let changed = db.changesCount
      if changed > 0 {
        try AuditLog.append("execution.stop", execution, detail: record.pipeline, of: warehouse, in: db)
      }
      return changed
    }
    guard changed > 0 else {
      throw PipelineError(
        code: "not-executing", subject: "execution \(execution)", expected: "one that is under way",
        found: "it is \(record.status)", remedy: "`stockroom pipeline executions` lists them")
    }
    guard let lock = try FileLock("pipeline-\(record.pipeline)", in: warehouse.layout) else { return true }
    try withExtendedLifetime(lock) {
      try ExecutionLedger(
        warehouse: warehouse, session: try warehouse.writingSession(on: .mlops),
        log: ExecutionLog(warehouse.surroundings)
      ).closeAbandoned(record.pipeline)
    }
    return false
  }

  /// The execution that a process began, or `nil` where it has not begun one yet.
  public func execution(ofProcess process: Int32, since began: UTCTimestamp) throws -> String? {
    try warehouse.read([.mlops]) { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT execution_id FROM mlops.pipeline_executions WHERE process_id = ? AND started_at >= ?
          ORDER BY started_at DESC LIMIT 1
          """, arguments: [Int(process), began.description])
    }
  }

  /// What an execution came to that has succeeded; `nil` where it has not.
  func finished(_ execution: String) throws -> Result? {
    guard try record(of: execution).status == "Succeeded" else { return nil }
    let verdicts = try warehouse.read([.mlops]) { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT step_name, outputs ->> '$.holds' = 'true' FROM mlops.pipeline_execution_steps
          WHERE execution_id = ? AND step_type = ?
          """, arguments: [execution, PipelineStep.conditionType]
      ).map { (name: $0[0] as String, holds: $0[1] as Bool? ?? true) }
    }
    return Result(
      execution: execution, conditions: Dictionary(verdicts.map { ($0.name, $0.holds) }) { $1 }, reused: [])
  }

  private struct Record {
    let pipeline: String
    let version: Int
    let status: String
    let request: ExecutionRequest
  }

  private func record(of execution: String) throws -> Record {
    let row = try warehouse.read([.mlops]) { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT pipeline_name, pipeline_version, status, parameters, request, logical_date
          FROM mlops.pipeline_executions WHERE execution_id = ?
          """, arguments: [execution])
    }
    guard let row else {
      throw PipelineError(
        code: "unknown-execution", subject: "execution \(execution)", expected: "the id of an execution", found: "none",
        remedy: "`stockroom pipeline executions` lists them")
    }
    return Record(
      pipeline: row[0], version: row[1], status: row[2],
      request: ExecutionRequest(
        stored: JSONText.texts(row[4]),
        parameters: JSONText.texts(row[3]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
        logicalDate: row[5]))
  }
}
