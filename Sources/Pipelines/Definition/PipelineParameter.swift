/// The type of a pipeline parameter, as SageMaker Pipelines names them.
public enum ParameterType: String, Sendable, Decodable {
  case integer = "Integer"
  case float = "Float"
  case string = "String"
  case boolean = "Boolean"
}

/// The value of a pipeline parameter, checked against its type.
public enum ParameterValue: Sendable, Equatable, CustomStringConvertible {
  case integer(Int64)
  case float(Double)
  case string(String)
  case boolean(Bool)

  /// Reads the text that a user gave, or `nil` where it is not of that type. Infinite numbers are none.
  public init?(_ text: String, type: ParameterType) {
    switch type {
    case .integer:
      guard let value = Int64(text) else { return nil }
      self = .integer(value)
    case .float:
      guard let value = Double(text), value.isFinite else { return nil }
      self = .float(value)
    case .string:
      self = .string(text)
    case .boolean:
      guard let value = ["true": true, "false": false][text.lowercased()] else { return nil }
      self = .boolean(value)
    }
  }

  /// The value as it is written in a file or on the command line.
  public var description: String {
    switch self {
    case .integer(let value): String(value)
    case .float(let value): String(value)
    case .string(let value): value
    case .boolean(let value): String(value)
    }
  }
}

/// A parameter that a pipeline declares.
public struct PipelineParameter: Sendable, Equatable {
  /// Its name.
  public let name: String
  /// Its type.
  public let type: ParameterType
  /// The value it has unless the execution is given another.
  public let defaultValue: ParameterValue
  /// What it means.
  public let meaning: String?
}
