public import Diagnostics

/// What can go wrong with model package groups and their versions.
public struct ModelRegistryError: Diagnostic {
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

  init(code: String, subject: String, expected: String? = nil, found: String, remedy: String? = nil) {
    self.code = code
    self.subject = subject
    self.expected = expected
    self.found = found
    self.remedy = remedy
  }

  static func unknownVersion(_ group: String, _ version: Int?) -> ModelRegistryError {
    ModelRegistryError(
      code: "unknown-model", subject: "model package \(group)\(version.map { " version \($0)" } ?? "")",
      expected: "a registered model package", found: "none",
      remedy: "`stockroom model list` shows the versions there are")
  }
}
