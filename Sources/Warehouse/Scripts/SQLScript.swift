/// A SQL file: a comment header that says what it answers and which parameters it takes, then one statement.
///
/// ```sql
/// -- Which stores are forecast worst?
/// -- One row per store, the largest error first.
/// -- @param runs INTEGER 1    how many of the latest runs to look at
/// SELECT …
/// ```
///
/// A parameter is bound as `:runs`. The second word is its type, the third its default, which the SQL itself applies
/// (`coalesce(:runs, 1)`), so that plain `sqlite3` runs the same text; `-` stands for no default: it must be given.
public struct SQLScript: Sendable, Equatable {
  /// A declared parameter.
  public struct Parameter: Sendable, Equatable {
    /// The name without the colon.
    public let name: String
    /// INTEGER, REAL or TEXT.
    public let type: String
    /// The default as the header states it, or `nil` where a value must be given.
    public let defaultValue: String?
    /// What it means.
    public let meaning: String
  }

  /// The path below `sql/`.
  public let name: String
  /// The file for messages.
  public let origin: String
  /// The question, the first line of the header.
  public let question: String
  /// The rest of the header's prose.
  public let explanation: String
  /// The declared parameters.
  public let parameters: [Parameter]
  /// The whole text, header included, so that line numbers in errors are those of the file.
  public let sql: String

  /// Reads a script.
  /// - Throws: ``WarehouseError`` where a `@param` line is malformed.
  public init(name: String, origin: String, text: String) throws {
    self.name = name
    self.origin = origin
    sql = text
    var prose: [String] = []
    var parameters: [Parameter] = []
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      guard line.hasPrefix("--") else { break }
      let comment = line.dropFirst(2).drop { $0 == " " }
      guard comment.hasPrefix("@param") else {
        prose.append(String(comment))
        continue
      }
      let words = comment.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: true).map(String.init)
      guard words.count >= 4, ["INTEGER", "REAL", "TEXT"].contains(words[2]) else {
        throw WarehouseError(
          code: "script-header", subject: origin, expected: "-- @param NAME INTEGER|REAL|TEXT DEFAULT meaning",
          found: String(line), remedy: "write - for a parameter without a default")
      }
      parameters.append(
        Parameter(
          name: words[1], type: words[2], defaultValue: words[3] == "-" ? nil : words[3],
          meaning: words.count > 4 ? words[4].trimmingPrefix(while: { $0 == " " }).description : ""))
    }
    question = prose.first ?? ""
    explanation = prose.dropFirst().joined(separator: " ")
    self.parameters = parameters
  }
}
