import GRDB
import Warehouse

/// The rows that tell of the steps of one execution.
struct StepLedger {
  let warehouse: Warehouse
  let session: WritingSession
  let pipeline: String
  let execution: String
  let log: ExecutionLog

  /// Seconds of work from which on a step is not to be repeated after a power cut: its end waits for the disk.
  private static let dear = 0.5

  private func now() -> String { warehouse.surroundings.now().description }
  private var changes: StateChanges { StateChanges(surroundings: warehouse.surroundings) }

  /// A step begins to work: its row, which a repeat takes over, and one for the attempt. A beginning that is forgotten after a
  /// power cut was one of a step that runs again in any case.
  func begin(_ step: PipelineStep, number: Int, decision: StepDecision, key: StepKey?) throws {
    try session.write(.ordered) { db in
      try log.flush(execution, in: db)
      if let key {
        try db.execute(
          sql: "INSERT INTO mlops.pipeline_step_keys VALUES (?, ?) ON CONFLICT DO NOTHING",
          arguments: [key.hash, try JSONText.of(key.parts)])
      }
      let attempt =
        try Int.fetchOne(
          db,
          sql: """
            SELECT coalesce(max(attempt), 0) + 1 FROM mlops.pipeline_step_attempts
            WHERE execution_id = ? AND step_name = ?
            """, arguments: [execution, step.name]) ?? 1
      try db.execute(
        sql: """
          INSERT INTO mlops.pipeline_execution_steps
            (execution_id, step_number, step_name, step_type, status, started_at, decision, cache_key, attempts)
          VALUES (:execution, :number, :step, :type, 'Executing', :now, :decision, :key, :attempt)
          ON CONFLICT DO UPDATE SET status = 'Executing', started_at = excluded.started_at, ended_at = NULL,
            inputs = '{}', outputs = '{}', message = NULL, decision = excluded.decision, cache_key = excluded.cache_key,
            reused_from = NULL, attempts = excluded.attempts
          """,
        arguments: [
          "execution": execution, "number": number, "step": step.name, "type": step.type, "now": now(),
          "decision": decision.reason, "key": key?.hash, "attempt": attempt,
        ])
      try db.execute(
        sql: """
          INSERT INTO mlops.pipeline_step_attempts (execution_id, step_name, attempt, status, started_at)
          VALUES (?, ?, ?, 'Executing', ?)
          """, arguments: [execution, step.name, attempt, now()])
      try changes.step(step, of: execution, pipeline: pipeline, to: "Executing", in: db)
    }
  }

  /// A step ended after its work, well or not.
  func end(
    _ step: PipelineStep, status: StepStatus, outcome: StepOutcome, errorCode: String? = nil,
    inputs: [StepArtifact] = [], products: [StepArtifact] = [], use: ResourceUse
  ) throws {
    try session.write(use.elapsedSeconds < Self.dear ? .ordered : .promised) { db in
      try log.flush(execution, in: db)
      let time = now()
      try db.execute(
        sql: """
          UPDATE mlops.pipeline_execution_steps
          SET status = ?, ended_at = ?, inputs = ?, outputs = ?, message = ?, cpu_seconds = ?, peak_memory_bytes = ?
          WHERE execution_id = ? AND step_name = ?
          """,
        arguments: [
          status.rawValue, time, try JSONText.of(outcome.inputs), try JSONText.of(outcome.outputs), outcome.message,
          use.processorSeconds, use.peakMemory, execution, step.name,
        ])
      try db.execute(
        sql: """
          UPDATE mlops.pipeline_step_attempts SET status = ?, ended_at = ?, error_code = ?, message = ?
          WHERE execution_id = ? AND step_name = ? AND status = 'Executing'
          """, arguments: [status.rawValue, time, errorCode, outcome.message, execution, step.name])
      try changes.step(
        step, of: execution, pipeline: pipeline, to: status.rawValue, message: outcome.message, in: db)
      try db.execute(
        sql: "DELETE FROM mlops.pipeline_property_files WHERE execution_id = ? AND step_name = ?",
        arguments: [execution, step.name])
      for file in outcome.propertyFiles {
        try db.execute(
          sql: "INSERT INTO mlops.pipeline_property_files VALUES (?, ?, ?, ?, ?)",
          arguments: [execution, step.name, file.name, file.object, file.content])
      }
      try db.execute(
        sql: "DELETE FROM mlops.pipeline_step_artifacts WHERE execution_id = ? AND step_name = ?",
        arguments: [execution, step.name])
      for (direction, artifacts) in [("input", inputs), ("output", products)] {
        for artifact in artifacts {
          try db.execute(
            sql: """
              INSERT INTO mlops.pipeline_step_artifacts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
              ON CONFLICT DO NOTHING
              """,
            arguments: [
              execution, step.name, direction, artifact.kind.rawValue, artifact.name, artifact.selection,
              artifact.rowCount, artifact.byteCount, artifact.sha256,
            ])
        }
      }
    }
  }

  /// A step that does no work in this execution: it was passed over, or its outcome in another one is used again.
  func note(
    _ step: PipelineStep, number: Int, decision: StepDecision, key: StepKey? = nil, outcome: PastOutcome? = nil
  ) throws {
    try session.write(.ordered) { db in
      try log.flush(execution, in: db)
      if let key {
        try db.execute(
          sql: "INSERT INTO mlops.pipeline_step_keys VALUES (?, ?) ON CONFLICT DO NOTHING",
          arguments: [key.hash, try JSONText.of(key.parts)])
      }
      let time = now()
      let status = outcome == nil ? StepStatus.skipped : .succeeded
      try changes.step(
        step, of: execution, pipeline: pipeline, to: status.rawValue, message: decision.reason,
        reusedFrom: outcome?.execution, in: db)
      try db.execute(
        sql: """
          INSERT INTO mlops.pipeline_execution_steps
            (execution_id, step_number, step_name, step_type, status, started_at, ended_at, outputs, message, decision,
             cache_key, reused_from, attempts, cpu_seconds)
          VALUES (:execution, :number, :step, :type, :status, :now, :now, :outputs, :message, :decision, :key, :from, 0, 0)
          ON CONFLICT DO UPDATE SET status = excluded.status, ended_at = excluded.ended_at, outputs = excluded.outputs,
            message = excluded.message, decision = excluded.decision, cache_key = excluded.cache_key,
            reused_from = excluded.reused_from
          """,
        arguments: [
          "execution": execution, "number": number, "step": step.name, "type": step.type,
          "status": status.rawValue, "now": time,
          "outputs": try JSONText.of(outcome?.outputs ?? [:]), "message": outcome?.message ?? decision.reason,
          "decision": decision.reason, "key": key?.hash, "from": outcome?.execution,
        ])
    }
  }

  /// What a step of this execution that began earlier had for inputs, part by part.
  func begunWith(_ step: PipelineStep) throws -> [String: String]? {
    try warehouse.read([.mlops]) { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT parts FROM mlops.pipeline_execution_steps JOIN mlops.pipeline_step_keys USING (cache_key)
          WHERE execution_id = ? AND step_name = ?
          """, arguments: [execution, step.name]
      ).map(JSONText.texts)
    }
  }
}
