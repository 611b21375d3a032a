/// The type of a feature, as SageMaker's Feature Store names them.
public enum FeatureType: String, Sendable {
  /// Whole numbers; INTEGER in SQLite.
  case integral = "Integral"
  /// Real numbers; REAL in SQLite.
  case fractional = "Fractional"
  /// Text.
  case string = "String"

  /// The type of a column that SQLite declares as `declared`.
  public init(sqlite declared: String) {
    self =
      switch declared.uppercased() {
      case "INTEGER", "INT": .integral
      case "REAL": .fractional
      default: .string
      }
  }

  var sqlite: String {
    switch self {
    case .integral: "INTEGER"
    case .fractional: "REAL"
    case .string: "TEXT"
    }
  }
}

/// A feature of a group.
public struct Feature: Sendable, Equatable {
  /// Its name, a column of the group's table.
  public let name: String
  /// Its type.
  public let type: FeatureType

  /// Creates a feature.
  public init(_ name: String, _ type: FeatureType) {
    self.name = name
    self.type = type
  }
}

/// A feature group: one append-only table of the offline store.
public struct FeatureGroup: Sendable, Equatable {
  /// The name of the group and of its table.
  public let name: String
  /// The feature that identifies a record.
  public let recordIdentifier: String
  /// The feature that says when the record was true: UTC text of 24 characters.
  public let eventTime: String
  /// The features in their order, record identifier and event time among them.
  public let features: [Feature]

  /// Creates a definition; ``FeatureStore/create(_:pipeline:)`` checks it.
  public init(name: String, recordIdentifier: String, eventTime: String, features: [Feature]) {
    self.name = name
    self.recordIdentifier = recordIdentifier
    self.eventTime = eventTime
    self.features = features
  }
}
