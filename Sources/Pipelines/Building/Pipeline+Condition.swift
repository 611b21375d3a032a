import Events

extension Pipeline {
  /// One side of a comparison: a value out of a property file, a parameter, or a literal.
  public struct Operand: Sendable {
    let json: JSONValue

    init(_ json: JSONValue) { self.json = json }
  }

  /// What must hold for a branch to be taken: comparisons, joined by `&&`, `||` and `!`.
  public struct Condition: Sendable {
    let json: JSONValue
  }
}

/// What can stand on either side of a comparison: ``Pipeline/Operand``, ``PipelineParameter``, numbers, texts, true and false.
public protocol PipelineOperand: Sendable {
  /// The value as an operand.
  var operand: Pipeline.Operand { get }
}

extension Pipeline.Operand: PipelineOperand {
  /// Itself.
  public var operand: Pipeline.Operand { self }
}

extension PipelineParameter: PipelineOperand {
  /// The value that an execution gives to it.
  public var operand: Pipeline.Operand { Pipeline.Operand(reference) }
}

extension Int: PipelineOperand {
  /// The number.
  public var operand: Pipeline.Operand { Pipeline.Operand(.number(String(self))) }
}

extension Double: PipelineOperand {
  /// The number.
  public var operand: Pipeline.Operand { Pipeline.Operand(.number(self)) }
}

extension String: PipelineOperand {
  /// The text.
  public var operand: Pipeline.Operand { Pipeline.Operand(.string(self)) }
}

extension Bool: PipelineOperand {
  /// True or false.
  public var operand: Pipeline.Operand { Pipeline.Operand(.boolean(self)) }
}

extension PipelineOperand {
  /// Both are the same number or the same text.
  public func equals(_ other: some PipelineOperand) -> Pipeline.Condition { compared(.equals, other) }

  /// It equals one of several.
  public func isOne(of others: any PipelineOperand...) -> Pipeline.Condition {
    Pipeline.Condition(
      json: ["Type": "In", "QueryValue": operand.json, "Values": .array(others.map(\.operand.json))])
  }

  fileprivate func compared(_ comparison: Comparison, _ other: some PipelineOperand) -> Pipeline.Condition {
    Pipeline.Condition(
      json: [
        "Type": .string(DefinitionJSON.comparisons[comparison.rawValue] ?? ""), "LeftValue": operand.json,
        "RightValue": other.operand.json,
      ])
  }
}

extension Pipeline.Condition {
  /// Both hold.
  public static func && (left: Self, right: Self) -> Self {
    Self(json: ["Type": "And", "Conditions": [left.json, right.json]])
  }

  /// At least one of them holds.
  public static func || (left: Self, right: Self) -> Self {
    Self(json: ["Type": "Or", "Conditions": [left.json, right.json]])
  }

  /// It does not hold.
  public static prefix func ! (condition: Self) -> Self { Self(json: ["Type": "Not", "Expression": condition.json]) }
}

/// The left one is less.
public func < (left: some PipelineOperand, right: some PipelineOperand) -> Pipeline.Condition {
  left.compared(.lessThan, right)
}

/// The left one is less, or both are equal.
public func <= (left: some PipelineOperand, right: some PipelineOperand) -> Pipeline.Condition {
  left.compared(.lessThanOrEqualTo, right)
}

/// The left one is greater.
public func > (left: some PipelineOperand, right: some PipelineOperand) -> Pipeline.Condition {
  left.compared(.greaterThan, right)
}

/// The left one is greater, or both are equal.
public func >= (left: some PipelineOperand, right: some PipelineOperand) -> Pipeline.Condition {
  left.compared(.greaterThanOrEqualTo, right)
}
