import Warehouse

/// The query that fills a group.
struct GroupSource {
  let sql: String
  let group: FeatureGroup

  init?(of group: FeatureGroup) {
    guard let sql = group.source else { return nil }
    self.sql = sql
    self.group = group
  }

  /// What messages and the ledger call it.
  var origin: String { "source query of feature group \(group.name)" }

  func prepare(in warehouse: Warehouse) throws -> QueryCursor {
    try QuerySession(warehouse, for: sql).prepare(sql, origin: origin)
  }

  /// Whether it can be run, and gives the features of the group and nothing else.
  /// - Throws: `WarehouseError` for wrong SQL; ``FeatureStoreError`` for tables that are not there, parameters, and columns.
  func check(in warehouse: Warehouse, _ definition: DefinitionOrigin) throws {
    let cursor: QueryCursor
    do {
      cursor = try prepare(in: warehouse)
    } catch let error as WarehouseError {
      guard let remedy = remedy(for: error, definition) else { throw error }
      throw FeatureStoreError(
        code: "group-source", subject: error.subject, expected: error.expected, found: error.found, remedy: remedy)
    }
    let columns = RecordColumns(cursor.columnNames, of: group)
    if let twice = columns.twice {
      throw wrong(
        "every feature once", "the column \(twice) twice", "take one of the columns out, or name it with AS")
    }
    if let missing = columns.missing.first {
      throw wrong(
        "a column for every feature of the group", "none for \(columns.missing.joined(separator: ", "))",
        columns.isKey(missing)
          ? "give every record its \(missing), under that name, as in … AS \(Identifier.quoted(missing))"
          : "add it to the query; where there is no value, as NULL AS \(Identifier.quoted(missing))")
    }
    if let unknown = columns.unknown.first {
      throw wrong(
        "the features of the group: \(group.features.map(\.name).joined(separator: ", "))",
        "\(columns.unknown.count == 1 ? "the column" : "the columns") \(columns.unknown.joined(separator: ", "))",
        "take \(unknown) out of the query, name it with AS, or \(adding(unknown, definition))")
    }
  }

  private func adding(_ feature: String, _ definition: DefinitionOrigin) -> String {
    switch definition {
    case .file(let path, _): "add it under features in \(path)"
    case .options: "add it with \(ShellWord.option("--add", "\(feature):TYPE"))"
    case .query, .pipeline, .program: "add it to the features"
    }
  }

  private func wrong(_ expected: String, _ found: String, _ remedy: String) -> FeatureStoreError {
    FeatureStoreError(code: "group-source", subject: origin, expected: expected, found: found, remedy: remedy)
  }

  private func remedy(for error: WarehouseError, _ definition: DefinitionOrigin) -> String? {
    if error.found.hasPrefix("no such table") || error.found.hasPrefix("unknown database") {
      let file = if case .file(let path, _) = definition { " out of \(path)" } else { " out" }
      return """
        `stockroom tables` lists what there is, under db.table names; load the table first, or leave the source\(file) for \
        now and set it later with `stockroom features update \(group.name) --source SQL`
        """
    }
    if error.code == "missing-parameter" || error.code == "parameter-name" {
      return "write the value into the query: nobody gives a source query parameters"
    }
    return nil
  }
}
