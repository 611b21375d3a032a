import GRDB
import Pipelines
import Warehouse

extension Stockroom {
  /// The id of the execution that is, or begins with, `identifier`; `latest` is the one that began last.
  /// - Throws: `PipelineError` where there is none, or more than one.
  public func execution(_ identifier: String) throws -> String {
    let matches = try warehouse.read([.mlops]) { db in
      identifier == "latest"
        ? try String.fetchAll(
          db,
          sql: "SELECT execution_id FROM mlops.pipeline_executions ORDER BY started_at DESC, execution_id DESC LIMIT 1")
        : try String.fetchAll(
          db,
          sql: """
            SELECT execution_id FROM mlops.pipeline_executions
            WHERE :id <> '' AND substr(execution_id, 1, length(:id)) = :id LIMIT 10
            """, arguments: ["id": identifier])
    }
    if matches.isEmpty, identifier == "latest" {
      throw PipelineError(
        code: "no-execution", subject: "the latest execution", expected: "a pipeline that was run", found: "none",
        remedy: "`stockroom pipeline run NAME` runs one; `stockroom pipeline list` shows the names")
    }
    guard matches.count == 1, let match = matches.first else {
      throw PipelineError(
        code: matches.isEmpty ? "unknown-execution" : "ambiguous-execution", subject: "execution \(identifier)",
        expected: "the id of one execution, or its first characters",
        found: matches.isEmpty ? "none" : matches.joined(separator: ", "),
        remedy: "`stockroom pipeline executions` lists them")
    }
    return match
  }

  /// The execution and the step that a user means: `text` is an execution, or where `step` is `nil`, a step of the latest.
  /// - Throws: `PipelineError` where there is no such execution or step; the error lists the steps there are.
  public func execution(_ text: String, orStepOfLatest step: String?) throws -> (id: String, step: String?) {
    do {
      let id = try execution(text)
      guard let step else { return (id, nil) }
      let names = try steps(of: id)
      guard names.contains(step) else { throw unknownStep(step, of: id, among: names) }
      return (id, step)
    } catch let error as PipelineError where error.code == "unknown-execution" && step == nil {
      let latest = try execution("latest")
      let names = try steps(of: latest)
      if names.contains(text) { return (latest, text) }
      // Ids are written in these characters; anything else is a step's name that is wrong.
      guard text.contains(where: { !$0.isHexDigit && $0 != "-" }) else { throw error }
      throw unknownStep(text, of: latest, among: names)
    }
  }

  private func steps(of execution: String) throws -> [String] {
    try warehouse.read([.mlops]) { db in
      try String.fetchAll(
        db, sql: "SELECT step_name FROM mlops.pipeline_execution_steps WHERE execution_id = ? ORDER BY step_number",
        arguments: [execution])
    }
  }

  private func unknownStep(_ step: String, of execution: String, among names: [String]) -> PipelineError {
    PipelineError(
      code: "unknown-step", subject: "execution \(execution)",
      expected: names.isEmpty ? "a step that it began; it began none" : "one of \(names.joined(separator: ", "))",
      found: "\"\(step)\"", remedy: "check the name; an execution is named by its id, its first characters, or latest")
  }
}
