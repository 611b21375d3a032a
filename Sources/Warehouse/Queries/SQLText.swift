/// Places in SQL text.
enum SQLText {
  /// The line and column (both from 1) of a UTF-8 offset, with the text of the line. Tabs count as one column.
  static func place(of offset: Int, in sql: String) -> (line: Int, column: Int, text: String) {
    let before = sql.utf8.prefix(offset)
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { sql.utf8.index(after: $0) } ?? sql.startIndex
    let text = sql[start...].prefix { $0 != "\n" && $0 != "\r\n" }
    let end = sql.utf8.index(sql.startIndex, offsetBy: min(offset, sql.utf8.count))
    return (line, sql[start..<max(start, end)].count + 1, String(text.replacing("\t", with: " ")))
  }

  /// Whether only white space, comments and semicolons are left.
  static func isBlank(_ sql: String) -> Bool {
    var rest = sql[...]
    while let first = rest.first {
      if first.isWhitespace || first == ";" {
        rest.removeFirst()
      } else if rest.hasPrefix("--") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        guard let end = rest.dropFirst(2).firstRange(of: "*/") else { return true }
        rest = rest[end.upperBound...]
      } else {
        return false
      }
    }
    return true
  }
}
