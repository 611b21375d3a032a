/// A pattern that events match or not, with the meaning that Amazon EventBridge documents.
///
/// ```json
/// {"detail-type": ["SageMaker Model Package State Change"],
///  "detail": {"ModelApprovalStatus": [{"anything-but": "Rejected"}], "ModelMetrics": {"rmse": [{"numeric": ["<", 9]}]}}}
/// ```
///
/// Every field that the pattern names must match (and); a field matches where any of its values does (or). An event that has
/// an array in a field matches where any element of it does; fields below an array of objects must match within one object.
public struct EventPattern: Sendable, Equatable {
  private let fields: FieldsPattern

  /// Reads a pattern.
  /// - Parameter subject: what errors call it, such as `rule tell-approvers`.
  /// - Throws: ``EventError`` with the code `invalid-json` or `invalid-pattern` and the field that is wrong.
  public init(parsing text: String, subject: String = "pattern") throws(EventError) {
    fields = try PatternParser(subject: subject).pattern(JSONValue(parsing: text, subject: subject))
  }

  /// Whether an event matches.
  public func matches(_ event: Event) -> Bool { matches(event.json) }

  /// Whether the JSON of an event matches.
  public func matches(_ event: JSONValue) -> Bool { fields.matches(event) }
}

/// Fields that must all match, and alternatives (`$or`) of which one must.
struct FieldsPattern: Sendable, Equatable {
  var fields: [String: FieldPattern] = [:]
  var alternatives: [[FieldsPattern]] = []

  /// Whether a value, or one of the objects in an array, matches. What is no object has none of the fields.
  func matches(_ value: JSONValue?) -> Bool {
    if case .array(let elements) = value, !elements.isEmpty {
      return elements.contains { matches($0) }
    }
    return fields.allSatisfy { $0.value.matches(value?[$0.key]) }
      && alternatives.allSatisfy { $0.contains { $0.matches(value) } }
  }
}

/// What a field must be: an object whose fields match, or one of some values.
enum FieldPattern: Sendable, Equatable {
  case nested(FieldsPattern)
  case values([ValuePattern])

  func matches(_ value: JSONValue?) -> Bool {
    switch self {
    case .nested(let fields): fields.matches(value)
    case .values(let patterns): Self.matches(Self.leaves(of: value), patterns)
    }
  }

  private static func matches(_ leaves: [JSONValue], _ patterns: [ValuePattern]) -> Bool {
    patterns.contains { pattern in
      if case .exists(let isThere) = pattern { return isThere != leaves.isEmpty }
      return leaves.contains(where: pattern.matches)
    }
  }

  /// The values of a field: those in its array, or the one it has. An object is no value.
  private static func leaves(of value: JSONValue?) -> [JSONValue] {
    switch value {
    case nil, .object: []
    case .array(let elements): elements.flatMap(leaves)
    case .some(let leaf): [leaf]
    }
  }
}
