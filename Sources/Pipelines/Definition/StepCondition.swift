/// One side of a comparison.
public enum ConditionOperand: Sendable, Equatable {
  /// A number or text of the definition, parameters filled in.
  case literal(String)
  /// A value out of a property file that an earlier step wrote, SageMaker's JsonGet.
  case jsonGet(step: String, propertyFile: String, path: String)
}

/// How two operands are compared.
public enum Comparison: String, Sendable, Decodable, CaseIterable {
  case equals
  case greaterThan = "greater_than"
  case greaterThanOrEqualTo = "greater_than_or_equal_to"
  case lessThan = "less_than"
  case lessThanOrEqualTo = "less_than_or_equal_to"

  /// The sign for messages.
  public var sign: String {
    switch self {
    case .equals: "="
    case .greaterThan: ">"
    case .greaterThanOrEqualTo: ">="
    case .lessThan: "<"
    case .lessThanOrEqualTo: "<="
    }
  }

  /// Whether it holds for two numbers.
  public func holds(_ left: Double, _ right: Double) -> Bool {
    switch self {
    case .equals: left == right
    case .greaterThan: left > right
    case .greaterThanOrEqualTo: left >= right
    case .lessThan: left < right
    case .lessThanOrEqualTo: left <= right
    }
  }
}

/// A comparison that must hold for a branch to be taken.
public struct StepCondition: Sendable, Equatable {
  /// The left side.
  public let left: ConditionOperand
  /// The comparison.
  public let comparison: Comparison
  /// The right side.
  public let right: ConditionOperand
}
