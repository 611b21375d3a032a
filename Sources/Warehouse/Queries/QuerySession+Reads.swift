extension QuerySession {
  /// Prepares one statement as ``prepare(_:origin:parameters:optional:)`` does, and tells what it reads.
  /// - Returns: the statement, and the tables and views of the warehouse that it reads, views with the tables behind them.
  package func prepareTellingTables(
    _ sql: String, origin: String = "query", parameters: [String: SQLValue] = [:], optional: Set<String> = []
  ) throws -> (cursor: QueryCursor, tables: [TableName]) {
    refusal.reads = []
    defer { refusal.reads = nil }
    let cursor = try prepare(sql, origin: origin, parameters: parameters, optional: optional)
    let tables = (refusal.reads ?? []).compactMap { names -> TableName? in
      guard names[0] != "main", names[0] != "temp", !names[1].hasPrefix("sqlite_") else { return nil }
      return (try? DatabaseName(names[0])).map { TableName($0, names[1]) }
    }
    return (cursor, tables.sorted { $0.description < $1.description })
  }
}
