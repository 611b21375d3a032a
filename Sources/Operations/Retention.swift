import Access
import FeatureStore
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
    let before = end(of: days)
    let items = try executions(endedBefore: before, keepingLast: keep)
    let queries = try warehouse.read([.mlops]) { db in
      try Int.fetchOne(db, sql: "SELECT count(*) FROM mlops.queries WHERE ended_at < ?", arguments: [before]) ?? 0
    }
    return items + (queries > 0 ? [Self.queries(queries, endedBefore: before)] : [])
  }

  /// Takes away what ``plan(olderThan:keepingLast:)`` names.
  ///
  /// Of each batch of executions the files go before the rows: what was cut off is found again the next time. A pipeline that
  /// is being executed keeps its past until the next time.
  /// - Returns: what is gone, and the pipelines that were busy.
  public func collect(olderThan days: Int, keepingLast keep: Int) throws -> (gone: [Item], busy: [String]) {
    let before = end(of: days)
    let planned = try executions(endedBefore: before, keepingLast: keep)
    var gone: [Item] = []
    var busy: [String] = []
    for pipeline in Set(planned.compactMap(\.pipeline)).sorted() {
      guard let lock = try FileLock("pipeline-\(pipeline)", in: warehouse.layout) else {
        busy.append(pipeline)
        continue
      }
      try withExtendedLifetime(lock) {
        // Asked again under the lock: an execution may have been resumed meanwhile, or its outcome reused.
        let items = try executions(endedBefore: before, keepingLast: keep).filter { $0.pipeline == pipeline }
        for start in stride(from: 0, to: items.count, by: Self.batch) {
          let batch = Array(items[start..<min(start + Self.batch, items.count)])
          try remove(batch.map(\.name), of: pipeline)
          gone += batch
        }
      }
    }
    return (gone + (try removeQueries(endedBefore: before)), busy)
  }

  /// Executions whose rows go in one transaction: a commit costs as much as the rows of some executions, and others wait for it.
  private static let batch = 50

  private static func queries(_ count: Int, endedBefore before: String) -> Item {
    Item(kind: "queries", name: String(count), pipeline: nil, endedAt: before, byteCount: 0)
  }

  private func end(of days: Int) -> String {
    UTCTimestamp(warehouse.surroundings.moment().addingTimeInterval(-86400 * Double(days))).description
  }

  private func executions(endedBefore before: String, keepingLast keep: Int) throws -> [Item] {
    let query = try Stockroom.Query(
      script: "operations/gc_candidates.sql", in: warehouse.scripts,
      parameters: [("before", before), ("keep", String(keep))])
    return try stockroom.ask(query, keepsHistory: false) { cursor in
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
  }

  private func remove(_ executions: [String], of pipeline: String) throws {
    for execution in executions where !execution.isEmpty && !pipeline.isEmpty {
      let folder = try warehouse.objects.url(of: "\(pipeline)/\(execution)")
      if FileManager.default.fileExists(atPath: folder.path) { try FileManager.default.removeItem(at: folder) }
    }
    try warehouse.write(.mlops) { db in
      for execution in executions {
        let runs = try String.fetchAll(
          db.cachedStatement(sql: "SELECT mlflow_run_id FROM mlops.runs WHERE execution_id = ?"),
          arguments: [execution])
        for run in runs {
          try removeDatasets(of: run, in: db)
          for table in ["run_params", "run_metrics", "run_metric_history", "run_tags", "run_artifacts", "runs"] {
            try db.cachedStatement(sql: "DELETE FROM mlops.\(table) WHERE mlflow_run_id = ?").execute(arguments: [run])
          }
        }
        for table in [
          "pipeline_property_files", "pipeline_step_artifacts", "pipeline_step_attempts", "pipeline_log_lines",
          "pipeline_execution_steps", "pipeline_executions",
        ] {
          try db.cachedStatement(sql: "DELETE FROM mlops.\(table) WHERE execution_id = ?")
            .execute(arguments: [execution])
        }
        try AuditLog.append("execution.remove", execution, detail: pipeline, of: warehouse, in: db)
      }
    }
  }

  /// What a run was trained on goes with it; its rows are among the files of the execution. Another dataset that was noted for
  /// the run stays: its rows went into a table or a file as well.
  private func removeDatasets(of run: String, in db: Database) throws {
    try db.cachedStatement(
      sql: """
        DELETE FROM mlops.feature_dataset_groups WHERE dataset_id IN (
          SELECT dataset_id FROM mlops.feature_datasets WHERE mlflow_run_id = ? AND destination = ?)
        """
    ).execute(arguments: [run, FeatureStore.training])
    try db.cachedStatement(sql: "DELETE FROM mlops.feature_datasets WHERE mlflow_run_id = ? AND destination = ?")
      .execute(arguments: [run, FeatureStore.training])
    try db.cachedStatement(sql: "UPDATE mlops.feature_datasets SET mlflow_run_id = NULL WHERE mlflow_run_id = ?")
      .execute(arguments: [run])
  }

  private func removeQueries(endedBefore before: String) throws -> [Item] {
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          DELETE FROM mlops.pipeline_step_keys WHERE NOT EXISTS (
            SELECT 1 FROM mlops.pipeline_execution_steps AS step WHERE step.cache_key = pipeline_step_keys.cache_key)
          """)
      try db.execute(sql: "DELETE FROM mlops.queries WHERE ended_at < ?", arguments: [before])
      return db.changesCount > 0 ? [Self.queries(db.changesCount, endedBefore: before)] : []
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
