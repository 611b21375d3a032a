public import Warehouse

/// A question about a group's records: SQL that anybody can read and run elsewhere, and the values of its parameters.
public struct RecordQuery: Sendable, Equatable {
  /// The statement, with a header that says what it answers.
  public let sql: String
  /// What to call it in messages.
  public let origin: String
  /// The values of its parameters by name.
  public let parameters: [String: SQLValue]

  /// Opens the question on a connection of its own.
  public func cursor(in warehouse: Warehouse) throws -> QueryCursor {
    try QuerySession(warehouse, databases: [.featureStore]).prepare(
      sql, origin: origin, parameters: parameters, optional: ["known", "since"])
  }

  /// All rows.
  public func rows(in warehouse: Warehouse) throws -> [[SQLValue]] { try cursor(in: warehouse).allRows() }
}
