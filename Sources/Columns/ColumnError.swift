public import Diagnostics

/// What can be wrong with columns that are put together.
public struct ColumnError: Diagnostic {
  /// A short stable word to match on.
  public let code: String
  /// What the error is about.
  public let subject: String
  /// What would have been right, if anything in particular.
  public let expected: String?
  /// What was there instead.
  public let found: String
  /// What to do about it.
  public let remedy: String?

  static func missing(_ name: String, among names: [String]) -> ColumnError {
    ColumnError(
      code: "missing-column", subject: "column \(name)", expected: "one of \(names.joined(separator: ", "))",
      found: "no such column", remedy: "check the name, or add the column to the query")
  }

  static func unequalLengths(column: String, expected: Int, found: Int) -> ColumnError {
    ColumnError(
      code: "unequal-lengths", subject: "column \(column)", expected: "\(expected) rows", found: "\(found)", remedy: nil
    )
  }

  static func mixedTypes(_ column: String) -> ColumnError {
    ColumnError(
      code: "mixed-types", subject: "column \(column)", expected: "values of one type", found: "text and numbers",
      remedy: "cast the column in the query, as in CAST(\(column) AS REAL)")
  }

  static func duplicateName(_ name: String) -> ColumnError {
    ColumnError(
      code: "duplicate-column", subject: "column \(name)", expected: "distinct names",
      found: "the name more than once", remedy: "rename one of them with AS")
  }
}
