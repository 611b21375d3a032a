import GRDB
public import Warehouse

extension Stockroom {
  /// Where something comes from and what was made from it.
  public struct Lineage: Sendable {
    /// The table or the object, by the name that the pipelines' records have for it.
    public let name: String
    /// The execution whose version of it is meant; the newest where `nil`.
    public let execution: String?
    /// The files that the raw tables it comes from were loaded from: table, file, rows, SHA-256, time.
    public let files: [[SQLValue]]
  }

  /// Finds what `text` names: a table (`db.table`), a model version (`GROUP/VERSION`), a training run (its id, or the first
  /// characters), or an object.
  /// - Throws: `WarehouseError` where no pipeline made or read it.
  public func lineage(of text: String) throws -> Lineage {
    let subject = try lineageSubject(text)
    let tables = try warehouse.read([.mlops]) { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT DISTINCT name FROM mlops.pipeline_step_artifacts AS a
          WHERE kind = 'table' AND direction = 'input' AND NOT EXISTS (
            SELECT 1 FROM mlops.pipeline_step_artifacts AS made
            WHERE made.direction = 'output' AND made.name = a.name)
          ORDER BY 1
          """)
    }
    let query = try Query(
      script: "operations/lineage_up.sql", in: warehouse.scripts,
      parameters: [("name", subject.name)] + (subject.execution.map { [("execution", $0)] } ?? []))
    let names = try ask(query, keepsHistory: false) { cursor in
      var names: Set<String> = [subject.name]
      while try cursor.step() { if case .text(let name) = cursor.value(2) { names.insert(name) } }
      return (names.count, names)
    }
    let files = try tables.filter(names.contains).flatMap { try loadedFiles(TableName(parsing: $0)) }
    return Lineage(name: subject.name, execution: subject.execution, files: files)
  }

  private func lineageSubject(_ text: String) throws -> (name: String, execution: String?) {
    let parts = text.split(separator: "/").map(String.init)
    return try warehouse.read([.mlops]) { db in
      func isKnown(_ name: String) throws -> Bool {
        try Row.fetchOne(
          db, sql: "SELECT 1 FROM mlops.pipeline_step_artifacts WHERE name = ? LIMIT 1", arguments: [name]) != nil
      }
      if try isKnown(text) { return (text, nil) }
      if text.hasPrefix("objects/"), try isKnown(String(text.dropFirst(8))) { return (String(text.dropFirst(8)), nil) }
      if parts.count == 2, let version = Int(parts[1]),
        let model = try Row.fetchOne(
          db,
          sql: """
            SELECT model_artifact, execution_id FROM mlops.model_packages
            WHERE model_package_group_name = ? AND model_package_version = ?
            """, arguments: [parts[0], version])
      {
        return (model[0], nil)
      }
      if let run = try Row.fetchOne(
        db,
        sql: """
          SELECT object_path, mlflow_run_id FROM mlops.run_artifacts
          WHERE substr(mlflow_run_id, 1, length(:run)) = :run AND artifact_path LIKE '%model.tar.gz' LIMIT 1
          """, arguments: ["run": text]), text.count >= 6
      {
        return (run[0], nil)
      }
      throw WarehouseError(
        code: "unknown-lineage", subject: text,
        expected:
          "a table (db.table), a model (GROUP/VERSION), a training run, or an object that a pipeline made or read",
        found: "nothing of that name", remedy: "`stockroom tables` and `stockroom model list` show what there is")
    }
  }

  private func loadedFiles(_ table: TableName) throws -> [[SQLValue]] {
    let ledger = TableName(table.database, "ingested_files")
    guard try catalog.contains(ledger) else { return [] }
    return try QuerySession(warehouse, databases: [table.database]).prepare(
      """
      SELECT :table, file_name, row_count, substr(content_sha256, 1, 16), ingested_at FROM \(ledger.sql)
      WHERE table_name = :name ORDER BY ingested_at, file_name
      """, parameters: ["table": .text(table.description), "name": .text(table.table)]
    ).allRows()
  }
}
