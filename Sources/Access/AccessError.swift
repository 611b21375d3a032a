public import Diagnostics

/// What can go wrong with users, tokens and permissions.
public struct AccessError: Diagnostic {
  /// A short stable word to match on.
  public let code: String
  /// What the error is about.
  public let subject: String
  /// What would have been right, if anything in particular.
  public let expected: String?
  /// What was there instead.
  public let found: String
  /// What to do about it.
  public let remedy: String?

  /// Creates an error. See ``Diagnostics/Diagnostic`` for the meaning of its parts.
  public init(code: String, subject: String, expected: String? = nil, found: String, remedy: String? = nil) {
    self.code = code
    self.subject = subject
    self.expected = expected
    self.found = found
    self.remedy = remedy
  }
}
