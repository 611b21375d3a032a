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
    var text = subject + ": "
    if let expected {
      text += "expected \(expected), found \(found)"
    } else {
      text += found
    }
    if let remedy {
      text += "\n  remedy: \(remedy)"
    }
    return text
  }
}
