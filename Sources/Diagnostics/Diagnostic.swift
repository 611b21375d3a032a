/// An error that a person can act on.
///
/// Every room of the program has one error type, a struct of this shape. Structs with a `code` instead of closed enums
/// let a room add a case without breaking those who match on another.
public protocol Diagnostic: Error, Sendable, Equatable, CustomStringConvertible {
  /// A short stable word to match on, for example `field-count` or `missing-file`.
  var code: String { get }
  /// What the error is about: a file with its line and column, a table, a parameter.
  var subject: String { get }
  /// What would have been right, or `nil` where nothing in particular was expected.
  var expected: String? { get }
  /// What was there instead.
  var found: String { get }
  /// What to do about it, as an instruction.
  var remedy: String? { get }
}

extension Diagnostic {
  /// The error in one or two lines: `SUBJECT: expected EXPECTED, found FOUND`, then the remedy.
  public var description: String {
    var text = Self.shortened(subject) + ": "
    if let expected {
      text += "expected \(expected), found \(Self.shortened(found))"
    } else {
      text += Self.shortened(found)
    }
    if let remedy {
      text += "\n  remedy: \(remedy)"
    }
    return text
  }

  /// The longest word that a message shows whole; names and paths are shorter.
  private static var longestWord: Int { 300 }

  /// The text with words cut that nobody would read to their end.
  private static func shortened(_ text: String) -> String {
    guard text.utf8.count > longestWord else { return text }
    return text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      word.count > longestWord ? "\(word.prefix(60))… (\(word.count) characters)" : String(word)
    }.joined(separator: " ")
  }
}
