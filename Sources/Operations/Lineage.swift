import GRDB
public import Warehouse

extension Stockroom {
  /// Where something comes from and what was made from it.
  public struct Lineage: Sendable {
    /// The table or the object, by the name that the pipelines' records have for it.
    public let name: String
    /// The execution whose version of it is meant; the newest where `nil`.
    public let execution: String?
    /// The files that the raw tables and feature groups it comes from had been loaded from: table, file, rows, SHA-256, time.
    public let files: [[SQLValue]]
    /// What to tell the user of how the text was understood, if anything.
    public let note: String?
  }

  /// Finds what `text` names: a table (`db.table`), a model version (`GROUP/VERSION`), a training run (its id, or the first
  /// characters), a feature group, a dataset, an endpoint, a prediction that an endpoint gave (its id), or an object.
  /// - Throws: `WarehouseError` where no pipeline made or read it.
  public func lineage(of text: String) throws -> Lineage {
    let subject = try LineageSubject(text, in: self)
    let walk = try LineageWalk(self)
    _ = try walk.up(from: subject)
    return Lineage(name: subject.name, execution: subject.execution, files: walk.files, note: subject.note)
  }

  /// Everything that something comes from, nearest first: tables, files and objects by their content, and the runs, models,
  /// feature groups and endpoints among them, as far as it was there when they were made. The columns are ``lineageColumns``.
  /// - Parameter note: told how the text was understood, where that is not plain.
  /// - Throws: as ``lineage(of:)``.
  public func origins(of text: String, note: (String) -> Void = { _ in }) throws -> [[SQLValue]] {
    let subject = try LineageSubject(text, in: self)
    if let text = subject.note { note(text) }
    return try LineageWalk(self).up(from: subject)
  }

  /// Everything that was made from something once it was there, nearest first, as far as endpoints and what they predicted.
  /// - Parameter note: told how the text was understood, where that is not plain.
  /// - Throws: as ``lineage(of:)``.
  public func uses(of text: String, note: (String) -> Void = { _ in }) throws -> [[SQLValue]] {
    let subject = try LineageSubject(text, in: self)
    if let text = subject.note { note(text) }
    return try LineageWalk(self).down(from: subject)
  }

  /// The names of the columns of ``origins(of:)`` and ``uses(of:)``.
  public static let lineageColumns = [
    "depth", "kind", "name", "row_count", "byte_count", "sha256", "made_by", "execution_id", "program_version",
    "pipeline_version", "parameters",
  ]
}
