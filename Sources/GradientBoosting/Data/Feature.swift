/// A feature of a model: its name and what its values are.
public struct Feature: Sendable, Equatable {
  /// What a feature's values are, as XGBoost tells them apart.
  public enum Kind: Sendable, Equatable {
    /// Whole numbers (`int`).
    case integer
    /// Real numbers (`float`).
    case real
    /// Any other number (`q`, or no type at all).
    case quantity
    /// 0 or 1 (`i`).
    case indicator
    /// Categories (`c`) with codes 0, 1, 2, …; the names of the codes where the values are text, else empty.
    case category([String])
  }

  /// The name of the column.
  public let name: String
  /// What its values are.
  public let kind: Kind

  /// Creates a feature.
  public init(_ name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// Whether the feature is split into sets of categories instead of at thresholds.
  public var isCategorical: Bool { if case .category = kind { true } else { false } }

  /// XGBoost's name of the type.
  var typeName: String {
    switch kind {
    case .integer: "int"
    case .real: "float"
    case .quantity: "q"
    case .indicator: "i"
    case .category: "c"
    }
  }

  init?(name: String, typeName: String) {
    switch typeName {
    case "int": self.init(name, kind: .integer)
    case "float": self.init(name, kind: .real)
    case "q": self.init(name, kind: .quantity)
    case "i": self.init(name, kind: .indicator)
    case "c": self.init(name, kind: .category([]))
    default: return nil
    }
  }
}
