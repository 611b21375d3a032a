import GRDB
import Warehouse

/// What a step left in an earlier execution.
struct PastOutcome: Sendable {
  /// The execution in which it did its work.
  let execution: String
  let endedAt: String
  let outputs: [String: String]
  let message: String
  /// The contents of its property files by name.
  let propertyFiles: [String: String]
  /// The tables and objects that it made.
  let products: [StepArtifact]
}

/// Reads what steps left in earlier executions of a pipeline.
struct PastOutcomes {
  let pipeline: String
  private let memory: ContentMemory
  private var warehouse: Warehouse { memory.warehouse }

  init(_ memory: ContentMemory, pipeline: String) {
    self.memory = memory
    self.pipeline = pipeline
  }

  /// The outcomes of a step under that key, the newest first.
  func outcomes(of step: String, key: String, limit: Int = 5) throws -> [PastOutcome] {
    try warehouse.read([.mlops]) { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT step.execution_id FROM mlops.pipeline_execution_steps AS step
          JOIN mlops.pipeline_executions AS execution USING (execution_id)
          -- The plus keeps SQLite from going through all past work of the step: few have the key.
          WHERE step.cache_key = :key AND +step.step_name = :step AND step.status = 'Succeeded'
            AND step.reused_from IS NULL AND execution.pipeline_name = :pipeline
          ORDER BY step.ended_at DESC, step.execution_id DESC LIMIT :limit
          """, arguments: ["key": key, "step": step, "pipeline": pipeline, "limit": limit]
      ).compactMap { try outcome(of: step, in: $0, db) }
    }
  }

  /// The execution in which the step succeeded last, and what its key was made of.
  func newestKey(of step: String) throws -> (execution: String, endedAt: String, parts: [String: String])? {
    try warehouse.read([.mlops]) { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT execution.execution_id, step.ended_at, key.parts FROM mlops.pipeline_executions AS execution
          JOIN mlops.pipeline_execution_steps AS step USING (execution_id)
          JOIN mlops.pipeline_step_keys AS key USING (cache_key)
          WHERE execution.pipeline_name = :pipeline AND step.step_name = :step AND step.status = 'Succeeded'
            -- A step that is new is not looked for in every execution.
            AND EXISTS (
              SELECT 1 FROM mlops.pipeline_execution_steps AS worked
              WHERE worked.step_name = :step AND worked.status = 'Succeeded' AND worked.reused_from IS NULL
                AND worked.cache_key IS NOT NULL)
          ORDER BY execution.started_at DESC, execution.execution_id DESC LIMIT 1
          """, arguments: ["pipeline": pipeline, "step": step]
      ).map { ($0[0], $0[1], JSONText.texts($0[2])) }
    }
  }

  /// The newest execution in which all of the steps succeeded.
  func newestExecution(of steps: [String]) throws -> String? {
    try warehouse.read([.mlops]) { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT execution_id FROM mlops.pipeline_executions AS execution
          WHERE pipeline_name = :pipeline AND NOT EXISTS (
            SELECT 1 FROM json_each(:steps) AS wanted WHERE NOT EXISTS (
              SELECT 1 FROM mlops.pipeline_execution_steps AS step
              WHERE step.execution_id = execution.execution_id AND step.step_name = wanted.value
                AND step.status = 'Succeeded'))
          ORDER BY started_at DESC, execution_id DESC LIMIT 1
          """, arguments: ["pipeline": pipeline, "steps": try JSONText.of(steps)])
    }
  }

  /// What the step left in that execution, or `nil` where it did not succeed in it.
  func outcome(of step: String, in execution: String) throws -> PastOutcome? {
    try warehouse.read([.mlops]) { db in try outcome(of: step, in: execution, db) }
  }

  private func outcome(of step: String, in execution: String, _ db: Database) throws -> PastOutcome? {
    guard
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT coalesce(reused_from, execution_id), coalesce(ended_at, started_at), outputs, coalesce(message, '')
          FROM mlops.pipeline_execution_steps
          WHERE execution_id = ? AND step_name = ? AND status = 'Succeeded'
          """, arguments: [execution, step])
    else { return nil }
    let origin: String = row[0]
    let files = try Row.fetchAll(
      db,
      sql: """
        SELECT property_file, content FROM mlops.pipeline_property_files WHERE execution_id = ? AND step_name = ?
        """, arguments: [origin, step])
    let products = try Row.fetchAll(
      db,
      sql: """
        SELECT kind, name, selection, row_count, byte_count, sha256 FROM mlops.pipeline_step_artifacts
        WHERE execution_id = ? AND step_name = ? AND direction = 'output'
        """, arguments: [origin, step])
    return PastOutcome(
      execution: origin, endedAt: row[1], outputs: JSONText.texts(row[2]), message: row[3],
      propertyFiles: Dictionary(uniqueKeysWithValues: files.map { ($0[0] as String, $0[1] as String) }),
      products: products.map {
        StepArtifact(
          kind: StepArtifact.Kind(rawValue: $0[0]) ?? .object, name: $0[1], selection: $0[2], rowCount: $0[3],
          byteCount: $0[4], sha256: $0[5])
      })
  }

  /// The first product that is no longer what the step left, in words; `nil` where all of them are.
  func damage(to outcome: PastOutcome) throws -> String? {
    for product in outcome.products {
      guard let current = try product.current(in: memory) else {
        return "the \(product.kind.rawValue) \(product.name) of execution \(outcome.execution.prefix(13)) is gone"
      }
      guard current.sha256 == product.sha256 else {
        return
          "the \(product.kind.rawValue) \(product.name) no longer holds what execution \(outcome.execution.prefix(13)) wrote"
      }
    }
    return nil
  }
}
