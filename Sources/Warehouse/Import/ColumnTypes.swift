import CSV

/// The types of a file's columns as those of a table.
extension CSVColumnType {
  /// The name in SQL.
  var sql: String { rawValue.uppercased() }

  /// The type of a column that was declared as `declared`.
  init(declared: String) {
    self =
      switch declared.uppercased() {
      case "INTEGER", "INT": .integer
      case "REAL": .real
      default: .text
      }
  }
}
