import GRDB

extension Checkup {
  /// Databases that must be there: the two that every warehouse has, and those that hold tables which steps made.
  func checkMissingDatabases() -> [Finding] {
    let existing = warehouse.layout.existingDatabases()
    func missing(_ name: String, _ why: String, _ remedy: String) -> Finding {
      Finding("integrity", "databases/\(name).sqlite", .problem, found: "missing, though \(why)", remedy: remedy)
    }
    let always = [DatabaseName.mlops, .featureStore].filter { !existing.contains($0) }.map {
      missing(
        $0.description, "every warehouse has it",
        "put the file of a backup there; to begin anew without what it held, make an empty file of that name")
    }
    // Without mlops nobody knows of others.
    let made =
      try? warehouse.read([.mlops]) { db in
        try Row.fetchAll(
          db,
          sql: """
            SELECT substr(name, 1, instr(name, '.') - 1) AS database, name, max(execution_id)
            FROM mlops.pipeline_step_artifacts WHERE kind = 'table' AND instr(name, '.') > 1
            GROUP BY 1 ORDER BY 1
            """
        ).map { (database: $0[0] as String, table: $0[1] as String, execution: $0[2] as String) }
      }
    let known = Set((existing + [.mlops, .featureStore]).map(\.description))
    return always
      + (made ?? []).filter { !known.contains($0.database) }.map {
        missing(
          $0.database, "execution \($0.execution) made or read \($0.table)",
          "restore it from a backup, or load its data again")
      }
  }
}
