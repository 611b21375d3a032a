import Events
public import Warehouse

/// A row of features and the prediction that the model gave for it when it was registered: whoever loads the model later
/// must get the same.
public struct InputExample: Sendable, Equatable {
  /// The features by name, in the order of the model.
  public let features: [(name: String, value: SQLValue)]
  /// What the model said.
  public let prediction: Double

  /// Creates an example.
  public init(features: [(name: String, value: SQLValue)], prediction: Double) {
    self.features = features
    self.prediction = prediction
  }

  /// Whether two examples are the same.
  public static func == (left: InputExample, right: InputExample) -> Bool {
    left.prediction == right.prediction && left.features.elementsEqual(right.features) { $0 == $1 }
  }

  /// `{"features": {name: value, …}, "prediction": number}`.
  var json: JSONValue {
    let members = features.map { ($0.name, JSONValue($0.value)) }
    return ["features": .object(Dictionary(members) { $1 }), "prediction": .number(prediction)]
  }

  /// Reads the JSON; `order` are the features in the order of the model.
  init?(_ json: JSONValue, order: [String]) {
    guard let prediction = json["prediction"]?.numberValue else { return nil }
    self.prediction = prediction
    features = order.map { ($0, Self.value(json["features"]?[$0])) }
  }

  private static func value(_ json: JSONValue?) -> SQLValue {
    switch json {
    case .string(let text): .text(text)
    case .number(let digits): Int64(digits).map(SQLValue.integer) ?? Double(digits).map(SQLValue.real) ?? .null
    case .boolean(let isTrue): .integer(isTrue ? 1 : 0)
    case nil, .null, .array, .object: .null
    }
  }
}

extension JSONValue {
  /// A value of a row; a blob has no form in JSON and is `null`.
  init(_ value: SQLValue) {
    self =
      switch value {
      case .null, .blob: .null
      case .integer(let integer): .number(String(integer))
      case .real(let number): .number(number)
      case .text(let text): .string(text)
      }
  }
}
