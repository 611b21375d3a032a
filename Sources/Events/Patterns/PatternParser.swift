/// Turns the JSON of a pattern into something that can be matched, or says which field is wrong.
struct PatternParser {
  let subject: String

  private static let operators = [
    "prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but", "numeric", "exists", "cidr",
  ]

  func pattern(_ json: JSONValue) throws(EventError) -> FieldsPattern {
    guard case .object(let members) = json else { throw error([], "an object", json) }
    return try fields(members, [])
  }

  private func fields(_ members: [String: JSONValue], _ path: [String]) throws(EventError) -> FieldsPattern {
    guard !members.isEmpty else { throw error(path, "at least one field", .object(members)) }
    var pattern = FieldsPattern()
    // In the order of the names, so that of several errors the same one is always told.
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      if name == "$or", let alternatives = Self.alternatives(value) {
        var parsed: [FieldsPattern] = []
        for alternative in alternatives { parsed.append(try fields(alternative, path + [name])) }
        pattern.alternatives.append(parsed)
        continue
      }
      let path = path + [name]
      switch value {
      case .object(let nested): pattern.fields[name] = .nested(try fields(nested, path))
      case .array(let elements):
        guard !elements.isEmpty else { throw error(path, "at least one value", value) }
        var values: [ValuePattern] = []
        for element in elements { values.append(try self.value(element, path)) }
        pattern.fields[name] = .values(values)
      default: throw error(path, "an array of values, such as [\(value)], or an object", value)
      }
    }
    return pattern
  }

  /// The alternatives of `$or`: two or more objects, none with a field that is an operator. Anything else under that name is
  /// an ordinary field, as in EventBridge.
  private static func alternatives(_ value: JSONValue) -> [[String: JSONValue]]? {
    guard case .array(let elements) = value, elements.count >= 2 else { return nil }
    var alternatives: [[String: JSONValue]] = []
    for element in elements {
      guard case .object(let members) = element, !members.isEmpty, !members.keys.contains(where: operators.contains)
      else { return nil }
      alternatives.append(members)
    }
    return alternatives
  }

  private func value(_ json: JSONValue, _ path: [String]) throws(EventError) -> ValuePattern {
    switch json {
    case .null, .boolean, .number, .string: return .equals(json)
    case .array: throw error(path, "a string, number, boolean, null or operator", json)
    case .object(let members):
      guard members.count == 1, let (name, operand) = members.first else {
        throw error(path, "one operator in an object", json)
      }
      return try operation(name, operand, path)
    }
  }

  private func operation(_ name: String, _ operand: JSONValue, _ path: [String]) throws(EventError) -> ValuePattern {
    let path = path + [name]
    switch (name, operand) {
    case ("prefix", .string(let text)): return .prefix(text)
    case ("suffix", .string(let text)): return .suffix(text)
    case ("prefix", .object(let members)):
      return .prefixIgnoringCase(try self.text(members, only: "equals-ignore-case", path))
    case ("suffix", .object(let members)):
      return .suffixIgnoringCase(try self.text(members, only: "equals-ignore-case", path))
    case ("prefix", _), ("suffix", _): throw error(path, "a string, or {\"equals-ignore-case\": \"…\"}", operand)
    case ("equals-ignore-case", .string(let text)): return .equalsIgnoringCase(text)
    case ("equals-ignore-case", _): throw error(path, "a string", operand)
    case ("wildcard", .string(let text)):
      guard let wildcard = Wildcard(text) else {
        throw error(path, "no two asterisks in a row, and \\\\ only before * and \\\\", operand)
      }
      return .wildcard(wildcard)
    case ("wildcard", _): throw error(path, "a string", operand)
    case ("exists", .boolean(let isThere)): return .exists(isThere)
    case ("exists", _): throw error(path, "true or false", operand)
    case ("cidr", .string(let text)):
      guard let block = AddressBlock(text) else { throw error(path, "a block such as 10.0.0.0/24", operand) }
      return .addressBlock(block)
    case ("cidr", _): throw error(path, "a block such as \"10.0.0.0/24\"", operand)
    case ("numeric", .array(let terms)): return .numeric(try range(terms, path))
    case ("numeric", _): throw error(path, "an array such as [\">\", 0, \"<=\", 5]", operand)
    case ("anything-but", _): return try anythingBut(operand, path)
    default: throw error(path, "one of the operators \(Self.operators.joined(separator: ", "))", .string(name))
    }
  }

  private func text(
    _ members: [String: JSONValue], only name: String, _ path: [String]
  ) throws(EventError) -> String {
    guard members.count == 1, case .string(let text) = members[name] else {
      throw error(path, "a string, or {\"\(name)\": \"…\"}", .object(members))
    }
    return text
  }

  private func anythingBut(_ operand: JSONValue, _ path: [String]) throws(EventError) -> ValuePattern {
    let expected =
      "a string, a number, a list of strings or of numbers, or one of prefix, suffix, equals-ignore-case, wildcard"
    switch operand {
    case .string(let text): return .noneOf([text])
    case .number: return .noNumberOf([operand.numberValue ?? .nan])
    case .array(let elements):
      let texts = elements.compactMap(\.stringValue)
      let numbers = elements.compactMap(\.numberValue)
      if !elements.isEmpty, texts.count == elements.count { return .noneOf(Set(texts)) }
      if !elements.isEmpty, numbers.count == elements.count { return .noNumberOf(Set(numbers)) }
      throw error(path, expected, operand)
    case .object(let members):
      guard members.count == 1, let (name, inner) = members.first,
        ["prefix", "suffix", "equals-ignore-case", "wildcard"].contains(name)
      else { throw error(path, expected, operand) }
      guard case .array(let elements) = inner else { return .noMatchOf([try nonEmpty(name, inner, path)]) }
      guard !elements.isEmpty else { throw error(path + [name], "at least one string", inner) }
      var patterns: [ValuePattern] = []
      for element in elements { patterns.append(try nonEmpty(name, element, path)) }
      return .noMatchOf(patterns)
    case .null, .boolean: throw error(path, expected, operand)
    }
  }

  private func nonEmpty(_ name: String, _ operand: JSONValue, _ path: [String]) throws(EventError) -> ValuePattern {
    guard case .string(let text) = operand, !text.isEmpty else {
      throw error(path + [name], "a string of at least one character", operand)
    }
    return try operation(name, operand, path)
  }

  private func range(_ terms: [JSONValue], _ path: [String]) throws(EventError) -> NumericRange {
    let all = JSONValue.array(terms)
    var range = NumericRange()
    var bounds: [(word: String, number: Double)] = []
    guard terms.count == 2 || terms.count == 4 else { throw error(path, "one or two comparisons", all) }
    for index in stride(from: 0, to: terms.count, by: 2) {
      guard let word = terms[index].stringValue, ["=", "<", "<=", ">", ">="].contains(word) else {
        throw error(path, "one of = < <= > >=", terms[index])
      }
      guard let number = terms[index + 1].numberValue, NumericRange.limits.contains(number) else {
        throw error(path, "a number from -5e9 to 5e9", terms[index + 1])
      }
      bounds.append((word, number))
    }
    for (word, number) in bounds {
      if word == "=" || word.hasPrefix(">") { (range.lower, range.includesLower) = (number, word != ">") }
      if word == "=" || word.hasPrefix("<") { (range.upper, range.includesUpper) = (number, word != "<") }
    }
    if bounds.count == 2 {
      guard bounds[0].word.hasPrefix(">"), bounds[1].word.hasPrefix("<"), bounds[0].number < bounds[1].number else {
        throw error(path, "a lower bound and then a higher upper one, such as [\">\", 0, \"<=\", 5]", all)
      }
    }
    return range
  }

  private func error(_ path: [String], _ expected: String, _ found: JSONValue) -> EventError {
    EventError(
      code: "invalid-pattern", subject: path.isEmpty ? subject : "\(subject), field \(path.joined(separator: "."))",
      expected: expected, found: "\(found)",
      remedy: "correct the pattern; `stockroom events test` says what it matches")
  }
}
