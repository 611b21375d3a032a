import Access
import HTTPTypes

/// Why a request was not let in.
struct AccessDenied: Error, Equatable {
  let status: HTTPResponse.Status
  let code: String
  let message: String

  static let anonymous = AccessDenied(
    status: .unauthorized, code: "credentials-missing",
    message: "send a bearer token, or sign the request with a key that the server knows")

  static let unknownToken = AccessDenied(
    status: .unauthorized, code: "token", message: "the token is unknown, expired or revoked")

  static func signature(_ message: String) -> AccessDenied {
    AccessDenied(status: .forbidden, code: "signature", message: message)
  }

  static func forbidden(_ permission: Permission) -> AccessDenied {
    AccessDenied(
      status: .forbidden, code: "forbidden",
      message: "the owner of the token lacks the permission \(permission.rawValue); an admin can give another role")
  }

  /// Somebody without a name wants to change something.
  static let nameless = AccessDenied(
    status: .unauthorized, code: "token-missing",
    message: """
      a change needs a name: send the token of a user as Authorization: Bearer TOKEN; `stockroom users add` and \
      `stockroom tokens create` make them
      """)
}
