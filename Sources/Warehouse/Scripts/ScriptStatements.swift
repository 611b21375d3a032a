public import GRDB

extension Database {
  /// Makes a temporary table of the result of a script.
  /// - Parameters:
  ///   - values: the values of the script's declared parameters; others are ignored.
  /// - Throws: ``WarehouseError`` with file, line and column where the SQL is wrong.
  public func createTemporaryTable(_ name: String, as script: SQLScript, _ values: [String: SQLValue] = [:]) throws {
    try execute(sql: "DROP TABLE IF EXISTS temp.\(Identifier.quoted(name))")
    let prefix = "CREATE TEMP TABLE \(Identifier.quoted(name)) AS "
    try explained(script, offsetBy: prefix.utf8.count) {
      try execute(sql: prefix + script.sql, arguments: script.arguments(values))
    }
  }

  /// The rows that a script gives.
  /// - Throws: ``WarehouseError`` with file, line and column where the SQL is wrong.
  public func rows(of script: SQLScript, _ values: [String: SQLValue] = [:]) throws -> [Row] {
    try explained(script, offsetBy: 0) {
      try Row.fetchAll(self, sql: script.sql, arguments: script.arguments(values))
    }
  }

  /// The names of the columns that a script gives: it is prepared and not run.
  /// - Throws: ``WarehouseError`` with file, line and column where the SQL is wrong.
  public func columns(of script: SQLScript) throws -> [String] {
    try explained(script, offsetBy: 0) { try makeStatement(sql: script.sql).columnNames }
  }

  /// Runs a script that changes something.
  public func run(_ script: SQLScript, _ values: [String: SQLValue] = [:]) throws {
    try explained(script, offsetBy: 0) {
      try execute(sql: script.sql, arguments: script.arguments(values))
    }
  }

  private func explained<Result>(
    _ script: SQLScript, offsetBy skipped: Int, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
      throw QueryFailure.preparing(script, message: error.message ?? "", connection: sqliteConnection, skipped: skipped)
    }
  }
}

extension SQLScript {
  /// The declared parameters with their values.
  func arguments(_ values: [String: SQLValue]) throws -> StatementArguments {
    var arguments: [String: DatabaseValue] = [:]
    for parameter in parameters {
      guard let value = values[parameter.name] else {
        guard parameter.defaultValue == nil else {
          arguments[parameter.name] = .null
          continue
        }
        throw WarehouseError(
          code: "missing-parameter", subject: "\(origin), parameter :\(parameter.name)", expected: "a value",
          found: "none", remedy: "remove the parameter, or use one that the step gives")
      }
      arguments[parameter.name] = value.databaseValue
    }
    return StatementArguments(arguments)
  }
}
