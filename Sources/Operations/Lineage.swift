import GRDB
public import Warehouse

extension Stockroom {
  /// Where something comes from and what was made from it.
  public struct Lineage: Sendable {
    /// The table or the object, by the name that the pipelines' records have for it.
    public let name: String
    /// The execution whose version of it is meant; the newest where `nil`.
    public let execution: String?
    /// The files that the raw tables and feature groups it comes from were loaded from: table, file, rows, SHA-256, time.
    public let files: [[SQLValue]]
  }

  /// Finds what `text` names: a table (`db.table`), a model version (`GROUP/VERSION`), a training run (its id, or the first
  /// characters), a feature group, a dataset, an endpoint, a prediction that an endpoint gave (its id), or an object.
  /// - Throws: `WarehouseError` where no pipeline made or read it.
  public func lineage(of text: String) throws -> Lineage {
    let subject = try LineageSubject(text, in: self)
    let walk = try LineageWalk(self)
    let rows = try walk.up(from: subject)
    let names = Set(rows.compactMap { if case .text(let name) = $0[2] { name } else { nil } }).union([subject.name])
    let files = try names.sorted().compactMap { try? TableName(parsing: $0) }.flatMap(loadedFiles)
    let groups = Set(
      rows.compactMap { row in
        if row[1] == .text("feature group"), case .text(let name) = row[2] { name } else { nil as String? }
      }
    ).sorted()
    let taken = try groups.flatMap { group in
      try walk.features.sources(of: group).filter { $0.place.kind == "file" }.map { file, time -> [SQLValue] in
        [.text("feature_store.\(group)"), .text(file.name), file.rows, file.sha256, time]
      }
    }
    return Lineage(name: subject.name, execution: subject.execution, files: files + taken)
  }

  /// Everything that something comes from, nearest first: tables, files and objects by their content, and the runs, models,
  /// feature groups and endpoints among them. The columns are ``lineageColumns``.
  /// - Throws: as ``lineage(of:)``.
  public func origins(of text: String) throws -> [[SQLValue]] {
    try LineageWalk(self).up(from: LineageSubject(text, in: self))
  }

  /// Everything that was made from something, nearest first, as far as endpoints and what they predicted.
  /// - Throws: as ``lineage(of:)``.
  public func uses(of text: String) throws -> [[SQLValue]] {
    try LineageWalk(self).down(from: LineageSubject(text, in: self))
  }

  /// The names of the columns of ``origins(of:)`` and ``uses(of:)``.
  public static let lineageColumns = [
    "depth", "kind", "name", "row_count", "byte_count", "sha256", "made_by", "execution_id", "program_version",
    "pipeline_version", "parameters",
  ]

  /// The files that a raw table was loaded from.
  func loadedFiles(_ table: TableName) throws -> [[SQLValue]] {
    let ledger = TableName(table.database, "ingested_files")
    guard warehouse.layout.existingDatabases().contains(table.database), try catalog.contains(ledger) else { return [] }
    return try QuerySession(warehouse, databases: [table.database]).prepare(
      """
      SELECT :table, file_name, row_count, substr(content_sha256, 1, 16), ingested_at FROM \(ledger.sql)
      WHERE table_name = :name ORDER BY ingested_at, file_name
      """, parameters: ["table": .text(table.description), "name": .text(table.table)]
    ).allRows()
  }
}
