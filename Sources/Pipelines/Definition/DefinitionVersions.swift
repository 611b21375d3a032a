import GRDB
import Warehouse

/// The versions of pipelines: each text of `pipeline.yml` and its scripts that was ever executed or stored.
struct DefinitionVersions {
  let warehouse: Warehouse

  /// Stores a definition, unless this very text is a version already.
  /// - Returns: its version.
  func store(_ pipeline: String, _ definition: String, in db: Database) throws -> Int {
    let hash = ContentHash.of(definition.utf8)
    if let known = try Int.fetchOne(
      db, sql: "SELECT version FROM mlops.pipelines WHERE pipeline_name = ? AND definition_hash = ?",
      arguments: [pipeline, hash])
    {
      return known
    }
    let version =
      try Int.fetchOne(
        db, sql: "SELECT coalesce(max(version), 0) + 1 FROM mlops.pipelines WHERE pipeline_name = ?",
        arguments: [pipeline]) ?? 1
    try db.execute(
      sql: "INSERT INTO mlops.pipelines VALUES (?, ?, ?, ?, ?)",
      arguments: [pipeline, version, definition, hash, warehouse.surroundings.now().description])
    return version
  }

  /// The pipeline as it stood at a version.
  func file(_ pipeline: String, version: Int) throws -> PipelineFile {
    let text = try warehouse.read([.mlops]) { db in
      try String.fetchOne(
        db, sql: "SELECT definition FROM mlops.pipelines WHERE pipeline_name = ? AND version = ?",
        arguments: [pipeline, version])
    }
    guard let text else {
      throw PipelineError(
        code: "unknown-version", subject: "pipeline \(pipeline), version \(version)", expected: "a stored version",
        found: "none", remedy: "`stockroom pipeline describe \(pipeline)` lists the versions")
    }
    return try PipelineFile(pipeline, storedText: text)
  }
}
