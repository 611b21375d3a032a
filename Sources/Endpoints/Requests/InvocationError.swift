public import Diagnostics

/// Why a request for predictions was not answered. It names the row and the field where there is one.
public struct InvocationError: Diagnostic {
  /// What sort of failure it is; the server turns it into a status.
  public enum Kind: Sendable, Equatable {
    /// The request is wrong; sending it again will not help.
    case invalid
    /// There is no such endpoint.
    case notFound
    /// The body is larger than allowed.
    case tooLarge
    /// The format of the body is not one of those that are read.
    case unsupportedFormat
    /// As many requests as the endpoint allows are running.
    case busy
    /// The model cannot be loaded now.
    case unavailable
  }

  /// What sort of failure it is.
  public let kind: Kind
  /// A short stable word to match on.
  public let code: String
  /// The row of the request, from 1.
  public let row: Int?
  /// The feature that is concerned.
  public let field: String?
  /// What would have been right, if anything in particular.
  public let expected: String?
  /// What was there instead.
  public let found: String
  /// What to do about it.
  public let remedy: String?

  /// Creates an error. See ``Diagnostics/Diagnostic`` for the meaning of its parts.
  public init(
    _ kind: Kind = .invalid, code: String, row: Int? = nil, field: String? = nil, expected: String? = nil,
    found: String, remedy: String? = nil
  ) {
    self.kind = kind
    self.code = code
    self.row = row
    self.field = field
    self.expected = expected
    self.found = found
    self.remedy = remedy
  }

  /// The row and the feature, or the request as a whole.
  public var subject: String {
    switch (row, field) {
    case (let row?, let field?): "row \(row), \(field)"
    case (let row?, nil): "row \(row)"
    case (nil, let field?): field
    case (nil, nil): "request"
    }
  }

  static func noRows() -> InvocationError {
    InvocationError(
      code: "no-rows", expected: "at least one row of features", found: "none", remedy: "send a row of features")
  }

  static func mistyped(_ found: String, row: Int, field: String, expected: String = "a number") -> InvocationError {
    InvocationError(
      code: "mistyped-feature", row: row, field: field, expected: expected, found: found,
      remedy: "send a number; leave the value empty (CSV) or null (JSON) where there is none")
  }

  static func unknownFeature(_ name: String, row: Int, schema: FeatureSchema) -> InvocationError {
    InvocationError(
      code: "unknown-feature", row: row, field: name,
      expected: "a feature of the model: \(schema.names.joined(separator: ", "))", found: "\"\(name)\"",
      remedy: "correct the name, or add ?unknown=ignore to have such fields passed over")
  }

  static func repeatedFeature(_ name: String, row: Int) -> InvocationError {
    InvocationError(
      code: "repeated-feature", row: row, field: name, expected: "every feature once", found: "\"\(name)\" twice",
      remedy: "send it once")
  }

  static func missingFeature(_ name: String, row: Int) -> InvocationError {
    InvocationError(
      code: "missing-feature", row: row, field: name, expected: "every feature of the model",
      found: "no value for \(name)", remedy: "add it; null (JSON) or an empty field (CSV) says that there is no value")
  }

  static func wrongCount(_ found: Int, row: Int, schema: FeatureSchema) -> InvocationError {
    InvocationError(
      code: "feature-count", row: row, expected: "\(schema.count) values: \(schema.names.joined(separator: ", "))",
      found: "\(found)", remedy: "send the values in this order, or name them")
  }
}
