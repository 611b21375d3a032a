import Events
import GRDB
public import Warehouse

/// A sample of the rows that a version was trained on, column by column: `mlops.model_package_baselines`.
public struct ModelBaseline: Sendable {
  /// What a column is to the model.
  public enum Role: String, Sendable {
    /// It reads it.
    case feature
    /// It says it.
    case prediction
  }

  /// One column of the sample.
  public struct Column: Sendable {
    /// The name of the feature, or of the label.
    public var name: String
    /// What it is to the model.
    public var role: Role
    /// One value per sampled row, in the order of the rows: the same in every column.
    public var values: [SQLValue]

    /// Creates a column.
    public init(name: String, role: Role, values: [SQLValue]) {
      self.name = name
      self.role = role
      self.values = values
    }
  }

  /// The columns.
  public var columns: [Column]

  /// Creates a baseline.
  public init(columns: [Column]) { self.columns = columns }

  func insert(group: String, version: Int, in db: Database) throws {
    for column in columns {
      let values = JSONValue.array(column.values.map { JSONValue($0) })
      try db.execute(
        sql: "INSERT INTO mlops.model_package_baselines VALUES (?, ?, ?, ?, ?)",
        arguments: [group, version, column.name, column.role.rawValue, values.description])
    }
  }
}
