/// Reads a filter expression by recursive descent: `or` binds least, then `and`, then `not`.
struct FilterParser {
  let text: String
  let tokens: [FilterToken]
  private var position = 0
  private var depth = 0

  /// Expressions that are nested more deeply are refused.
  private static let deepest = 100

  /// Attributes of a run and the columns that hold them.
  static let attributes = [
    "run_id": "mlflow_run_id", "run_name": "run_name", "experiment": "experiment_name", "status": "status",
    "started_at": "started_at", "ended_at": "ended_at", "pipeline": "pipeline_name", "execution": "execution_id",
  ]

  init(text: String, tokens: [FilterToken]) {
    self.text = text
    self.tokens = tokens
  }

  private var current: FilterToken { tokens[position] }

  mutating func parse() throws -> RunFilter.Node {
    let node = try disjunction()
    guard current.kind == .end else { throw wrong("and, or, or the end") }
    return node
  }

  private func wrong(_ expected: String) -> TrackingError {
    .filter(text, current.column, expected: expected, found: current.text)
  }

  private func isKeyword(_ word: String) -> Bool {
    if case .word(let found) = current.kind { found.lowercased() == word } else { false }
  }

  private mutating func take(_ word: String) -> Bool {
    guard isKeyword(word) else { return false }
    position += 1
    return true
  }

  private mutating func take(sign: String) -> Bool {
    guard current.kind == .sign(sign) else { return false }
    position += 1
    return true
  }

  private mutating func disjunction() throws -> RunFilter.Node {
    var node = try conjunction()
    while take("or") { node = .or(node, try conjunction()) }
    return node
  }

  private mutating func conjunction() throws -> RunFilter.Node {
    var node = try negation()
    while take("and") { node = .and(node, try negation()) }
    return node
  }

  private mutating func negation() throws -> RunFilter.Node {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw wrong("fewer parentheses") }
    if take("not") { return .not(try negation()) }
    if take(sign: "(") {
      let node = try disjunction()
      guard take(sign: ")") else { throw wrong("\")\"") }
      return node
    }
    return try comparison()
  }

  private mutating func comparison() throws -> RunFilter.Node {
    let field = try field()
    if take("is") {
      let isNegated = take("not")
      guard take("null") else { throw wrong("null") }
      return isNegated ? .not(.missing(field)) : .missing(field)
    }
    let isNegated = take("not")
    if take("in") {
      guard take(sign: "(") else { throw wrong("\"(\"") }
      var values = [try value(for: field)]
      while take(sign: ",") { values.append(try value(for: field)) }
      guard take(sign: ")") else { throw wrong("\",\" or \")\"") }
      return isNegated ? .not(.membership(field, values)) : .membership(field, values)
    }
    for word in ["like", "ilike"] where take(word) {
      guard case .text(let pattern) = try value(for: field) else {
        throw TrackingError.filter(
          text, tokens[position - 1].column, expected: "a pattern in quotes", found: tokens[position - 1].text)
      }
      let node = RunFilter.Node.comparison(field, word, .text(pattern))
      return isNegated ? .not(node) : node
    }
    guard !isNegated, case .sign(let sign) = current.kind, !["(", ")", ",", "."].contains(sign) else {
      throw wrong(isNegated ? "in or like" : "=, !=, <, <=, >, >=, like, in or is null")
    }
    position += 1
    return .comparison(field, ["==": "=", "<>": "!="][sign] ?? sign, try value(for: field))
  }

  private mutating func field() throws -> RunFilter.Field {
    guard case .word(let word) = current.kind else {
      throw wrong("metrics.NAME, params.NAME, tags.NAME or an attribute")
    }
    let kind = word.lowercased()
    position += 1
    let makers: [String: (String) -> RunFilter.Field] = [
      "metrics": RunFilter.Field.metric, "metric": RunFilter.Field.metric, "params": RunFilter.Field.param,
      "param": RunFilter.Field.param, "tags": RunFilter.Field.tag, "tag": RunFilter.Field.tag,
    ]
    if let make = makers[kind] {
      guard take(sign: ".") else { throw wrong("a dot and a name") }
      return make(try name())
    }
    var attribute = kind
    if ["attributes", "attribute", "attr", "run"].contains(kind), take(sign: ".") {
      attribute = try name().lowercased()
    }
    guard Self.attributes[attribute] != nil else {
      position -= 1
      throw wrong("metrics.NAME, params.NAME, tags.NAME or \(Self.attributes.keys.sorted().joined(separator: ", "))")
    }
    return .attribute(attribute)
  }

  /// A name: words joined by dots, or anything in backticks or double quotes.
  private mutating func name() throws -> String {
    switch current.kind {
    case .quoted(let name, let quote) where quote != "'":
      position += 1
      return name
    case .word(let first):
      position += 1
      var name = first
      while current.kind == .sign("."), case .word(let next) = tokens[position + 1].kind {
        name += ".\(next)"
        position += 2
      }
      return name
    default: throw wrong("a name")
    }
  }

  private mutating func value(for field: RunFilter.Field) throws -> RunFilter.Value {
    switch (current.kind, field) {
    case (.number(let number), .metric), (.number(let number), .param):
      position += 1
      return .number(number)
    case (.quoted(let content, let quote), .param), (.quoted(let content, let quote), .tag),
      (.quoted(let content, let quote), .attribute):
      guard quote != "`" else { throw wrong("a text in quotes") }
      position += 1
      return .text(content)
    case (_, .metric): throw wrong("a number")
    case (_, .param): throw wrong("a number, or a text in quotes")
    default: throw wrong("a text in quotes")
    }
  }
}
