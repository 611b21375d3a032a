/// Typed access to the members of a document, with errors that name the place.
struct ModelFields {
  let place: String
  private let members: [String: ModelValue]

  init(_ value: ModelValue, place: String) throws(BoostingError) {
    guard case .object(let list) = value else {
      throw .unusableModel(place, expected: "an object", found: "something else")
    }
    self.place = place
    var members: [String: ModelValue] = [:]
    for (name, value) in list {
      guard members.updateValue(value, forKey: name) == nil else {
        throw .unusableModel(place, expected: "every name once", found: "\(name) twice")
      }
    }
    self.members = members
  }

  private func path(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }

  func has(_ name: String) -> Bool { members[name] != nil }

  func value(_ name: String) throws(BoostingError) -> ModelValue {
    guard let value = members[name] else { throw .unusableModel(path(name), expected: "a value", found: "nothing") }
    return value
  }

  func fields(_ name: String) throws(BoostingError) -> ModelFields {
    try ModelFields(try value(name), place: path(name))
  }

  func string(_ name: String) throws(BoostingError) -> String {
    guard case .string(let text) = try value(name) else {
      throw .unusableModel(path(name), expected: "text", found: "something else")
    }
    return text
  }

  func strings(_ name: String) throws(BoostingError) -> [String] {
    guard case .array(let values) = try value(name) else {
      throw .unusableModel(path(name), expected: "a list of texts", found: "something else")
    }
    var texts: [String] = []
    for value in values {
      guard case .string(let text) = value else {
        throw .unusableModel(path(name), expected: "a list of texts", found: "another value in it")
      }
      texts.append(text)
    }
    return texts
  }

  /// A whole number, which XGBoost writes as text.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(BoostingError) -> Int {
    let number: Int? =
      switch try value(name) {
      case .string(let text): Int(text)
      case .integer(let value): Int(value)
      default: nil
      }
    guard let number, range.contains(number) else {
      throw .unusableModel(
        path(name), expected: "a whole number in \(range.lowerBound)...\(range.upperBound)",
        found: number.map(String.init) ?? "something else")
    }
    return number
  }

  func objects(_ name: String) throws(BoostingError) -> [ModelValue] {
    guard case .array(let values) = try value(name) else {
      throw .unusableModel(path(name), expected: "a list", found: "something else")
    }
    return values
  }

  func integers(_ name: String) throws(BoostingError) -> [Int64] {
    switch try value(name) {
    case .bytes(let values): return values.map(Int64.init)
    case .integers(let values): return values.map(Int64.init)
    case .longs(let values): return values
    case .array(let values):
      var numbers: [Int64] = []
      numbers.reserveCapacity(values.count)
      for value in values {
        switch value {
        case .integer(let number): numbers.append(number)
        case .boolean(let flag): numbers.append(flag ? 1 : 0)
        default: throw .unusableModel(path(name), expected: "whole numbers", found: "another value among them")
        }
      }
      return numbers
    default: throw .unusableModel(path(name), expected: "a list of whole numbers", found: "something else")
    }
  }

  func floats(_ name: String) throws(BoostingError) -> [Float] {
    switch try value(name) {
    case .floats(let values): return values
    case .doubles(let values): return values.map { Float($0) }
    case .array(let values):
      var numbers: [Float] = []
      numbers.reserveCapacity(values.count)
      for value in values {
        switch value {
        case .number(let number): numbers.append(Float(number))
        case .integer(let number): numbers.append(Float(number))
        default: throw .unusableModel(path(name), expected: "numbers", found: "another value among them")
        }
      }
      return numbers
    default: throw .unusableModel(path(name), expected: "a list of numbers", found: "something else")
    }
  }
}
