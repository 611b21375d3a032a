import GRDB
import Warehouse

extension Tracker {
  /// The tag that holds the note of a run, by MLflow's name.
  public static let noteTag = "mlflow.note.content"

  /// Sets tags of a run and takes others away, in one transaction.
  public func change(
    tagsOf run: String, set: [(name: String, value: String)] = [], remove: [String] = []
  ) throws {
    try warehouse.write(.mlops) { db in
      for name in remove {
        try db.execute(
          sql: "DELETE FROM mlops.run_tags WHERE mlflow_run_id = ? AND name = ?", arguments: [run, name])
        guard db.changesCount == 1 else { throw TrackingError.unknownTag(name, run: run) }
      }
      for (name, value) in set {
        try db.execute(
          sql: """
            INSERT INTO mlops.run_tags (mlflow_run_id, name, value) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET value = excluded.value
            """, arguments: [run, name, value])
      }
    }
  }

  /// A metric over the rounds of a run.
  public struct Curve: Sendable, Equatable {
    /// The metric.
    public let name: String
    /// Rounds and values, by round.
    public let points: [Point]

    /// A value of one round.
    public struct Point: Sendable, Equatable {
      /// The round.
      public let step: Int
      /// The value.
      public let value: Double
    }
  }

  /// The metrics of a run that have more than one value, by name.
  public func curves(of run: String) throws -> [Curve] {
    let rows = try warehouse.read([.mlops]) { db in
      try Row.fetchAll(
        db, sql: "SELECT name, step, value FROM mlops.run_metric_history WHERE mlflow_run_id = ? ORDER BY name, step",
        arguments: [run]
      ).map { (name: $0[0] as String, point: Curve.Point(step: $0[1], value: $0[2])) }
    }
    var curves: [(name: String, points: [Curve.Point])] = []
    for (name, point) in rows {
      if curves.last?.name == name {
        curves[curves.count - 1].points.append(point)
      } else {
        curves.append((name, [point]))
      }
    }
    return curves.map { Curve(name: $0.name, points: $0.points) }
  }
}
