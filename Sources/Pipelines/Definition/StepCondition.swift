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

/// What must hold for a branch to be taken.
public indirect enum StepCondition: Sendable, Equatable {
  /// One operand compared with another. Two texts can only be equal.
  case comparison(ConditionOperand, Comparison, ConditionOperand)
  /// The operand equals one of several.
  case membership(ConditionOperand, [ConditionOperand])
  /// All of them hold.
  case all([StepCondition])
  /// At least one of them holds.
  case any([StepCondition])
  /// It does not hold.
  case not(StepCondition)

  /// Every operand in it.
  public var operands: [ConditionOperand] {
    switch self {
    case .comparison(let left, _, let right): [left, right]
    case .membership(let left, let values): [left] + values
    case .all(let parts), .any(let parts): parts.flatMap(\.operands)
    case .not(let part): part.operands
    }
  }

  /// The steps whose property files it reads.
  var producers: Set<String> {
    Set(
      operands.compactMap { operand in
        if case .jsonGet(let step, _, _) = operand { step } else { nil }
      })
  }
}
