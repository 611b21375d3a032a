import Foundation
import GRDB
import Warehouse

/// Takes away what is old and that nothing needs: executions with their logs, files and training runs, and the history of
/// queries. Monitoring rows, feature groups, models, events and schedules stay.
public struct Retention: Sendable {
  /// Something that can go.
  public struct Item: Sendable, Equatable {
    /// `execution`, `queries`.
    public let kind: String
    /// The id of an execution; how many queries.
    public let name: String
    /// The pipeline of an execution.
    public let pipeline: String?
    /// When it ended, UTC.
    public let endedAt: String?
    /// The size of its files.
    public let byteCount: Int
  }

  private let stockroom: Stockroom
  private var warehouse: Warehouse { stockroom.warehouse }

  init(_ stockroom: Stockroom) { self.stockroom = stockroom }

  /// What would go; nothing is changed.
  /// - Parameters:
  ///   - days: what ended within so many days stays.
  ///   - keep: so many of the latest executions of each pipeline stay in any case.
  public func plan(olderThan days: Int, keepingLast keep: Int) throws -> [Item] {
    let before = UTCTimestamp(warehouse.surroundings.moment().addingTimeInterval(-86400 * Double(days))).description
    let query = try Stockroom.Query(
      script: "operations/gc_candidates.sql", in: warehouse.scripts,
      parameters: [("before", before), ("keep", String(keep))])
    var items = try stockroom.ask(query, keepsHistory: false) { cursor in
      // Most of thousands of old executions may have no files any more: one look at each pipeline's folder tells.
      var folders: [String: Set<String>] = [:]
      let items = try cursor.allRows().map { row in
        func text(_ column: Int) -> String { if case .text(let text) = row[column] { text } else { "" } }
        let (execution, pipeline) = (text(0), text(1))
        let present = try folders[pipeline] ?? self.folders(in: pipeline)
        folders[pipeline] = present
        return Item(
          kind: "execution", name: execution, pipeline: pipeline, endedAt: text(3),
          byteCount: present.contains(execution) ? try size(of: "\(pipeline)/\(execution)") : 0)
      }
      return (items.count, items)
    }
    let queries = try warehouse.read([.mlops]) { db in
      try Int.fetchOne(db, sql: "SELECT count(*) FROM mlops.queries WHERE ended_at < ?", arguments: [before]) ?? 0
    }
    if queries > 0 {
      items.append(Item(kind: "queries", name: String(queries), pipeline: nil, endedAt: before, byteCount: 0))
    }
    return items
  }

  /// Takes away what ``plan(olderThan:keepingLast:)`` names. The files of an execution go before its rows, so that what was
  /// cut off is found again the next time.
  public func collect(_ items: [Item]) throws {
    for item in items {
      switch item.kind {
      case "execution": try remove(item)
      default:
        try warehouse.write(.mlops) { db in
          try db.execute(sql: "DELETE FROM mlops.queries WHERE ended_at < ?", arguments: [item.endedAt])
        }
      }
    }
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          DELETE FROM mlops.pipeline_step_keys WHERE NOT EXISTS (
            SELECT 1 FROM mlops.pipeline_execution_steps AS step WHERE step.cache_key = pipeline_step_keys.cache_key)
          """)
    }
  }

  private func remove(_ item: Item) throws {
    guard let pipeline = item.pipeline, !pipeline.isEmpty, !item.name.isEmpty else { return }
    // An execution that is being resumed is not old any more.
    guard let lock = try FileLock("pipeline-\(pipeline)", in: warehouse.layout) else { return }
    try withExtendedLifetime(lock) {
      let folder = try warehouse.objects.url(of: "\(pipeline)/\(item.name)")
      if FileManager.default.fileExists(atPath: folder.path) { try FileManager.default.removeItem(at: folder) }
      try warehouse.write(.mlops) { db in
        let runs = try String.fetchAll(
          db, sql: "SELECT mlflow_run_id FROM mlops.runs WHERE execution_id = ?", arguments: [item.name])
        for run in runs {
          for table in ["run_params", "run_metrics", "run_metric_history", "run_tags", "run_artifacts", "runs"] {
            try db.execute(sql: "DELETE FROM mlops.\(table) WHERE mlflow_run_id = ?", arguments: [run])
          }
        }
        for table in [
          "pipeline_property_files", "pipeline_step_artifacts", "pipeline_step_attempts", "pipeline_log_lines",
          "pipeline_execution_steps", "pipeline_executions",
        ] {
          try db.execute(sql: "DELETE FROM mlops.\(table) WHERE execution_id = ?", arguments: [item.name])
        }
      }
    }
  }

  private func folders(in pipeline: String) throws -> Set<String> {
    let folder = try warehouse.objects.url(of: pipeline)
    return Set((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
  }

  private func size(of folder: String) throws -> Int {
    try warehouse.objects.keys(below: folder).reduce(0) { sum, key in
      let attributes = try? FileManager.default.attributesOfItem(atPath: warehouse.objects.url(of: key).path)
      return sum + (attributes?[.size] as? Int ?? 0)
    }
  }
}

extension Stockroom {
  /// Takes away what is old and that nothing needs.
  public var retention: Retention { Retention(self) }
}
