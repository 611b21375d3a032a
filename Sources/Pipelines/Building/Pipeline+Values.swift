import Events

extension PipelineParameter {
  /// A parameter that takes whole numbers.
  public static func integer(_ name: String, default value: Int64, _ meaning: String? = nil) -> Self {
    Self(name: name, type: .integer, defaultValue: .integer(value), meaning: meaning)
  }

  /// A parameter that takes numbers.
  public static func float(_ name: String, default value: Double, _ meaning: String? = nil) -> Self {
    Self(name: name, type: .float, defaultValue: .float(value), meaning: meaning)
  }

  /// A parameter that takes texts.
  public static func string(_ name: String, default value: String, _ meaning: String? = nil) -> Self {
    Self(name: name, type: .string, defaultValue: .string(value), meaning: meaning)
  }

  /// A parameter that takes true and false.
  public static func boolean(_ name: String, default value: Bool, _ meaning: String? = nil) -> Self {
    Self(name: name, type: .boolean, defaultValue: .boolean(value), meaning: meaning)
  }

  /// `{"Get": "Parameters.NAME"}`: its value in a definition.
  var reference: JSONValue { ["Get": .string("Parameters.\(name)")] }
}

extension Pipeline {
  /// A key of `pipeline.yml` that steps read, such as `training` or `features`.
  public struct Setting: Sendable {
    let key: String
    let value: Value

    /// Creates a setting.
    public init(_ key: String, _ value: Value) {
      self.key = key
      self.value = value
    }
  }

  /// The value of a setting: a literal, or ``parameter(_:)``.
  public struct Value: Sendable, Equatable {
    let json: JSONValue

    private init(_ json: JSONValue) { self.json = json }

    /// The value that an execution gives to a parameter.
    public static func parameter(_ parameter: PipelineParameter) -> Value { Value(parameter.reference) }

    /// A number with just these digits, such as `0.90`.
    public static func number(_ digits: String) -> Value { Value(.number(digits)) }
  }
}

extension Pipeline.Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A text.
  public init(stringLiteral value: String) { self.init(.string(value)) }
  /// A whole number.
  public init(integerLiteral value: Int) { self.init(.number(String(value))) }
  /// A number.
  public init(floatLiteral value: Double) { self.init(.number(value)) }
  /// True or false.
  public init(booleanLiteral value: Bool) { self.init(.boolean(value)) }
  /// A list.
  public init(arrayLiteral elements: Pipeline.Value...) { self.init(.array(elements.map(\.json))) }
  /// Keys and values.
  public init(dictionaryLiteral elements: (String, Pipeline.Value)...) {
    self.init(.object(Dictionary(elements.map { ($0, $1.json) }) { $1 }))
  }
}
