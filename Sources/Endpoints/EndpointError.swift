public import Diagnostics

/// What can go wrong with an endpoint and the model that it serves.
public struct EndpointError: Diagnostic {
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

  static func unknownEndpoint(_ name: String, among known: [String]) -> EndpointError {
    EndpointError(
      code: "unknown-endpoint", subject: "endpoint \(name)",
      expected: known.isEmpty ? "an endpoint" : "one of \(known.joined(separator: ", "))", found: "none of that name",
      remedy: "`stockroom endpoint create` makes one, `stockroom endpoint list` shows those there are")
  }

  static func noModel(_ name: String, status: EndpointStatus) -> EndpointError {
    EndpointError(
      code: "no-model", subject: "endpoint \(name)", expected: "a model in service", found: status.rawValue,
      remedy: "deploy one with `stockroom endpoint deploy`")
  }

  static func damagedArtifact(_ key: String, expected: String, found: String) -> EndpointError {
    EndpointError(
      code: "damaged-artifact", subject: "object \(key)", expected: expected, found: found,
      remedy: "restore the file from a backup, or run the pipeline again and approve the new version")
  }

  static func notApproved(_ group: String, _ version: Int, status: String) -> EndpointError {
    EndpointError(
      code: "not-approved", subject: "model package \(group) version \(version)", expected: "an approved version",
      found: status, remedy: "approve it first, or choose another version")
  }
}
