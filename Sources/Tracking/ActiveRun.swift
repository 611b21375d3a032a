import GRDB
public import Warehouse

/// A run that is under way: what is logged here becomes rows keyed by its id.
public struct ActiveRun: Sendable {
  /// The run's id, 32 hex digits.
  public let identifier: String
  private let warehouse: Warehouse

  init(identifier: String, warehouse: Warehouse) {
    self.identifier = identifier
    self.warehouse = warehouse
  }

  /// A metric at one step, such as `val_rmse_round` after round 17.
  public struct Point: Sendable {
    let name: String
    let step: Int
    let value: Double

    /// Creates a point.
    public init(_ name: String, step: Int, value: Double) {
      self.name = name
      self.step = step
      self.value = value
    }
  }

  /// Adds points to the history of their metrics, all in one transaction. A point that was logged before is replaced.
  public func log(history: [Point]) throws {
    try warehouse.write(.mlops) { db in
      let statement = try db.makeStatement(
        sql: """
          INSERT INTO mlops.run_metric_history (mlflow_run_id, name, step, value) VALUES (?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET value = excluded.value
          """)
      for point in history {
        try statement.execute(arguments: [identifier, point.name, point.step, point.value])
      }
    }
  }

  /// Sets summary metrics; `nil` is a metric that has no value here, such as the rmse of an empty split.
  public func log(metrics: [(name: String, value: Double?)]) throws {
    try warehouse.write(.mlops) { db in
      for (name, value) in metrics {
        try db.execute(
          sql: """
            INSERT INTO mlops.run_metrics (mlflow_run_id, name, value) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET value = excluded.value
            """, arguments: [identifier, name, value])
      }
    }
  }

  /// Sets tags.
  public func tag(_ tags: [(name: String, value: String)]) throws {
    try warehouse.write(.mlops) { db in
      for (name, value) in tags {
        try db.execute(
          sql: """
            INSERT INTO mlops.run_tags (mlflow_run_id, name, value) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET value = excluded.value
            """, arguments: [identifier, name, value])
      }
    }
  }

  /// Notes that an object belongs to the run as `path`.
  public func log(artifact object: ObjectDirectory.Stored, as path: String) throws {
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          INSERT INTO mlops.run_artifacts (mlflow_run_id, artifact_path, object_path, byte_count, sha256)
          VALUES (?, ?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET object_path = excluded.object_path, byte_count = excluded.byte_count,
            sha256 = excluded.sha256
          """, arguments: [identifier, path, object.key, object.byteCount, object.sha256])
    }
  }

  /// How a run can end.
  public enum Ending: String, Sendable {
    /// All went well.
    case finished = "FINISHED"
    /// An error ended it.
    case failed = "FAILED"
  }

  /// Ends the run.
  public func end(_ ending: Ending) throws {
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: "UPDATE mlops.runs SET status = ?, ended_at = ? WHERE mlflow_run_id = ?",
        arguments: [ending.rawValue, warehouse.surroundings.now().description, identifier])
    }
  }
}
