import GRDBSQLite

extension QueryCursor {
  /// Gives the statement's parameters, by their number from 1, other values and goes back to before its first row.
  package func restart(_ values: [SQLValue]) {
    sqlite3_reset(statement)
    for (index, value) in values.enumerated() { bind(value, at: CInt(index + 1)) }
  }

  /// Ends the read, so that the connection holds no state of the file between two questions.
  package func pause() { sqlite3_reset(statement) }
}
