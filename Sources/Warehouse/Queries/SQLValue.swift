import Foundation
public import GRDB

/// One value of SQLite's five kinds.
public enum SQLValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])

  /// Reads a value that a user typed: an integer, a number, or else text, as the `sqlite3` shell takes `.parameter set`.
  /// A declared type of TEXT keeps `007` as it is.
  public init(parsing text: String, type: String? = nil) throws {
    switch type {
    case "TEXT":
      self = .text(text)
    case "INTEGER":
      guard let integer = Int64(text) else { throw Self.mismatch(text, "a whole number") }
      self = .integer(integer)
    case "REAL":
      guard let number = Double(text), number.isFinite else { throw Self.mismatch(text, "a number") }
      self = .real(number)
    default:
      if let integer = Int64(text), String(integer) == text {
        self = .integer(integer)
      } else if let number = Double(text), number.isFinite, text.first?.isNumber == true || text.first == "-" {
        self = .real(number)
      } else {
        self = .text(text)
      }
    }
  }

  /// The value for GRDB's statements.
  public var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .integer(let value): value.databaseValue
    case .real(let value): value.databaseValue
    case .text(let value): value.databaseValue
    case .blob(let value): Data(value).databaseValue
    }
  }

  private static func mismatch(_ text: String, _ expected: String) -> WarehouseError {
    WarehouseError(
      code: "parameter-value", subject: "parameter value", expected: expected, found: "\"\(text)\"",
      remedy: "give a value of that type")
  }
}
