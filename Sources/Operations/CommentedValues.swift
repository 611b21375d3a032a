import Warehouse

/// Values of parameters in comments before a statement, as `--show-sql` prints them: `-- :days = 7`, one a line, with a value
/// as SQL writes it.
struct CommentedValues {
  /// The values by name, without the colon.
  let values: [String: SQLValue]

  init(_ sql: String) {
    var values: [String: SQLValue] = [:]
    for line in sql.split(whereSeparator: \.isNewline) {
      let text = line.drop(while: \.isWhitespace)
      if text.isEmpty { continue }
      guard text.hasPrefix("--") else { break }
      guard let match = text.wholeMatch(of: /--\s*:([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*/),
        let value = Self.value(String(match.2))
      else { continue }
      values[String(match.1)] = value
    }
    self.values = values
  }

  /// A literal; `nil` for anything else.
  private static func value(_ text: String) -> SQLValue? {
    if text == "NULL" { return .null }
    if let integer = Int64(text) { return .integer(integer) }
    if let number = Double(text) { return .real(number) }
    guard text.count >= 2, text.hasPrefix("'"), text.hasSuffix("'") else { return nil }
    let inner = text.dropFirst().dropLast()
    guard inner.replacing("''", with: "").contains("'") == false else { return nil }
    return .text(String(inner).replacing("''", with: "'"))
  }
}
