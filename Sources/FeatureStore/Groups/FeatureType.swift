/// The type of a feature, as SageMaker's Feature Store names them.
public enum FeatureType: String, Sendable, CaseIterable {
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

  /// The type of that name, in any case of its letters.
  public init?(named name: String) {
    guard let match = Self.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else { return nil }
    self = match
  }

  var sqlite: String {
    switch self {
    case .integral: "INTEGER"
    case .fractional: "REAL"
    case .string: "TEXT"
    }
  }
}
