import Columns
import Warehouse

extension FeatureStore {
  /// The request as one SELECT that SQLite runs by itself, for reading and for use elsewhere. It gives the rows of
  /// ``dataset(_:)`` where the rows of a query have times of 24 characters in UTC; rows of a file are to be loaded first.
  public func sql(of request: DatasetRequest) throws -> String {
    let wanted = try wantedGroups(request, bounds: nil)
    let rows = try entityNames(request)
    try rows.check(time: request.entityTime, groups: wanted.map(\.group))
    let names = DatasetNames(
      entities: rows.names, groups: wanted.map { ($0.group.name, $0.features.map(\.name)) },
      usesFullNames: request.usesFullNames)
    let entities: String
    var header = ""
    switch request.entities {
    case .query(let sql, _):
      var text = sql[...]
      while let last = text.last, last.isWhitespace || last == ";" { text = text.dropLast() }
      entities = "(\n\(text)\n)"
    case .csv(let path):
      entities = "entities"
      header =
        "\n-- The table entities holds \(path.replacing("\n", with: " ")): stockroom ingest FILE --table DB.entities"
    case .columns: entities = "entities"
    }
    var columns = ["entities.*"]
    var joins: [String] = []
    let time = "entities.\(Identifier.quoted(request.entityTime))"
    for (index, one) in wanted.enumerated() {
      let table = FeatureGroupTable(group: one.group)
      let alias = "g\(index + 1)"
      columns += zip(one.features, names.columns[index]).map { feature, name in
        "\(alias).\(Identifier.quoted(feature.name)) AS \(Identifier.quoted(name))"
      }
      // Text that the program made itself, never a user's.
      let known = one.knownUntil.map { "\n      AND write_time <= '\($0)'" } ?? "\n      AND 0"
      let newest = """
        FROM \(table.table)
            WHERE \(table.record) = entities.\(table.record) AND \(table.event) <= \(time)\(known)
            ORDER BY \(table.event) DESC, write_time DESC LIMIT 1)
        """
      let expiry = one.timeToLive.map {
        "\n  AND \(alias).\(table.event) >= strftime('%Y-%m-%dT%H:%M:%fZ', \(time), '-\($0.seconds) seconds')"
      }
      joins.append(
        """
        LEFT JOIN \(table.table) AS \(alias)
          ON \(alias).\(table.record) = entities.\(table.record)
          AND \(alias).\(table.event) = (
            SELECT \(table.event) \(newest)
          AND \(alias).write_time = (
            SELECT write_time \(newest)
          AND \(alias).is_deleted = 0\(expiry ?? "")
        """)
    }
    let timeColumn = request.entityTime.replacing("\n", with: " ")
    return """
      -- For each row of entities, the newest record of each group that was true and known at the row's own time.
      -- \(timeColumn) must be UTC text of 24 characters, such as 2026-01-31T08:00:00.000Z.
      -- Times in other forms find the wrong records.\(header)
      SELECT
        \(columns.joined(separator: ",\n  "))
      FROM \(entities) AS entities
      \(joins.joined(separator: "\n"))
      """
  }

  private func entityNames(_ request: DatasetRequest) throws -> EntityNames {
    switch request.entities {
    case .query(let sql, let parameters):
      let cursor = try QuerySession(warehouse, for: sql).prepare(sql, origin: "entities", parameters: parameters)
      return EntityNames(names: cursor.columnNames, origin: "entities")
    case .csv(let path): return EntityNames(names: try EntityFile.columnNames(path), origin: path)
    case .columns(let table): return EntityNames(names: table.names, origin: "entities")
    }
  }
}
