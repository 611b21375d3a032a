import Diagnostics
import HTTPTypes

/// The status that an error of a room becomes over HTTP, by its code.
enum RefusalStatus {
  private static let absent: Set = [
    "unknown-alias", "unknown-delivery", "unknown-endpoint", "unknown-event", "unknown-model", "unknown-rule",
    "unknown-schedule", "unknown-token", "unknown-user",
  ]
  private static let forbidden: Set = ["forbidden", "four-eyes"]
  private static let conflicting: Set = [
    "ambiguous-token", "approved-model", "archived-model", "damaged-artifact", "example-mismatch", "input-example",
    "memory-size", "no-approved-version", "no-model", "not-approved", "not-retriable", "nothing-to-roll-back-to",
    "senseless-model", "user-exists",
  ]
  private static let wrong: Set = [
    "invalid-alias", "invalid-name", "missing-parameter", "parameter-value", "request-body", "unknown-parameter",
  ]

  /// - Returns: `nil` for an error that is not the client's.
  static func of(_ error: any Diagnostic) -> HTTPResponse.Status? {
    if absent.contains(error.code) { return .notFound }
    if forbidden.contains(error.code) { return .forbidden }
    if conflicting.contains(error.code) { return .conflict }
    return wrong.contains(error.code) ? .badRequest : nil
  }
}
