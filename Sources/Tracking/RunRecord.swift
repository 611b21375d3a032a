import GRDB
import Warehouse

/// A run as the tables hold it.
public struct RunRecord: Sendable {
  /// 32 hex digits.
  public let identifier: String
  /// The experiment it belongs to.
  public let experiment: String
  /// Its name.
  public let name: String
  /// RUNNING, FINISHED, FAILED or KILLED.
  public let status: String
  /// When it began.
  public let startedAt: String
  /// When it ended, or `nil`.
  public let endedAt: String?
  /// The pipeline execution, or `nil`.
  public let execution: String?
  /// What it was given.
  public let params: [(name: String, value: String)]
  /// The summary metrics.
  public let metrics: [(name: String, value: Double?)]
  /// The tags.
  public let tags: [(name: String, value: String)]
  /// The artifacts: path, object key, size in bytes, SHA-256.
  public let artifacts: [(path: String, object: String, byteCount: Int, sha256: String)]
}

extension Tracker {
  /// The run whose id is `identifier` or begins with it; `latest` is the one that began last.
  /// - Throws: ``TrackingError`` where there is none, or more than one.
  public func run(_ identifier: String) throws -> RunRecord {
    try warehouse.read([.mlops]) { db in
      let matches =
        identifier == "latest"
        ? try Row.fetchAll(db, sql: "SELECT * FROM mlops.runs ORDER BY started_at DESC, rowid DESC LIMIT 1")
        : try Row.fetchAll(
          db, sql: "SELECT * FROM mlops.runs WHERE :id <> '' AND substr(mlflow_run_id, 1, length(:id)) = :id LIMIT 20",
          arguments: ["id": identifier])
      guard let run = matches.first else { throw TrackingError.unknownRun(identifier) }
      guard matches.count == 1 else {
        throw TrackingError.ambiguousRun(identifier, matches.map { $0["mlflow_run_id"] })
      }
      let id: String = run["mlflow_run_id"]
      func rows(_ sql: String) throws -> [Row] { try Row.fetchAll(db, sql: sql, arguments: [id]) }
      return RunRecord(
        identifier: id, experiment: run["experiment_name"], name: run["run_name"], status: run["status"],
        startedAt: run["started_at"], endedAt: run["ended_at"], execution: run["execution_id"],
        params: try rows("SELECT name, value FROM mlops.run_params WHERE mlflow_run_id = ? ORDER BY name").map {
          ($0[0], $0[1])
        },
        metrics: try rows("SELECT name, value FROM mlops.run_metrics WHERE mlflow_run_id = ? ORDER BY name").map {
          ($0[0], $0[1])
        },
        tags: try rows("SELECT name, value FROM mlops.run_tags WHERE mlflow_run_id = ? ORDER BY name").map {
          ($0[0], $0[1])
        },
        artifacts: try rows(
          "SELECT artifact_path, object_path, byte_count, sha256 FROM mlops.run_artifacts WHERE mlflow_run_id = ? ORDER BY 1"
        ).map { ($0[0], $0[1], $0[2], $0[3]) })
    }
  }
}
