/// The name of a database of the warehouse: its file is `databases/NAME.sqlite` and SQL names its tables `NAME.table`.
///
/// Names are restricted to letters, digits and underscores, so that they are safe in a path and in SQL.
public struct DatabaseName: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Pipelines, executions, runs, models and queries.
  public static let mlops = DatabaseName(unchecked: "mlops")
  /// One table per feature group.
  public static let featureStore = DatabaseName(unchecked: "feature_store")

  /// What endpoints answered, and the actual values.
  public static let dataCapture = DatabaseName(unchecked: "data_capture")

  /// The name as SQL and the file know it.
  public let description: String

  private init(unchecked name: String) { description = name }

  /// Checks a name that a user gave.
  /// - Throws: ``WarehouseError`` where it is not a plain lower-case identifier, or SQLite keeps it for itself.
  public init(_ name: String) throws {
    guard Identifier.isPlain(name), name == name.lowercased() else {
      throw WarehouseError(
        code: "database-name", subject: "database \(name)",
        expected: "lower-case letters, digits and underscores, not starting with a digit", found: "\"\(name)\"",
        remedy: "choose another name")
    }
    guard !["main", "temp"].contains(name) else {
      throw WarehouseError(
        code: "database-name", subject: "database \(name)", expected: "a name of your own",
        found: "a name that SQLite keeps for itself", remedy: "choose another name")
    }
    description = name
  }

  /// Which migrations a database gets.
  var kind: DatabaseKind {
    switch description {
    case "mlops": .mlops
    case "feature_store": .featureStore
    case "data_capture": .dataCapture
    case let name where name.hasPrefix("monitor_"): .monitoring
    default: .raw
    }
  }

  /// Sorts by name.
  public static func < (left: DatabaseName, right: DatabaseName) -> Bool { left.description < right.description }
}

/// The role of a database; the raw value is its folder in `sql/schema`.
enum DatabaseKind: String, Sendable {
  case mlops
  case featureStore = "feature_store"
  case dataCapture = "data_capture"
  case monitoring
  case raw
}
