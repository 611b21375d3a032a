public import Warehouse

/// A question about a group's records: SQL that anybody can read and run elsewhere, and the values of its parameters.
public struct RecordQuery: Sendable, Equatable {
  /// The statement, with a header that says what it answers.
  public let sql: String
  /// What to call it in messages.
  public let origin: String
  /// The values of its parameters by name.
  public let parameters: [String: SQLValue]

  /// The statement for people: with the values in their places, so that any SQLite with the databases attached gives the
  /// same rows. To run it here, its values are bound.
  public var text: String {
    let lines = sql.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("-- @param ") }
    return SQLLiteral.statement(lines.joined(separator: "\n"), parameters)
  }

  /// Opens the question on a connection of its own.
  public func cursor(in warehouse: Warehouse) throws -> QueryCursor {
    try QuerySession(warehouse, databases: [.featureStore]).prepare(
      sql, origin: origin, parameters: parameters, optional: ["known", "since"])
  }

  /// All rows.
  public func rows(in warehouse: Warehouse) throws -> [[SQLValue]] { try cursor(in: warehouse).allRows() }
}
