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
            WHERE substr(execution_id, 1, length(:id)) = :id LIMIT 10
            """, arguments: ["id": identifier])
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
}
