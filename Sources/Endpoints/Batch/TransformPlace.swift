import Foundation
public import Warehouse

/// Where a batch transform reads from or writes to.
public enum TransformPlace: Sendable, Equatable, CustomStringConvertible {
  /// A table of the warehouse.
  case table(TableName)
  /// A CSV file by its path.
  case file(String)

  /// Reads `database.table` or a path: what has a slash, ends in `.csv` or `.csv.gz`, or is there, is a file.
  /// - Throws: `WarehouseError` where it is neither.
  public init(parsing text: String) throws {
    let lower = text.lowercased()
    if text.contains("/") || lower.hasSuffix(".csv") || lower.hasSuffix(".csv.gz")
      || FileManager.default.fileExists(atPath: text)
    {
      self = .file(text)
    } else {
      self = .table(try TableName(parsing: text))
    }
  }

  /// The table or the path.
  public var description: String {
    switch self {
    case .table(let table): table.description
    case .file(let path): path
    }
  }
}
