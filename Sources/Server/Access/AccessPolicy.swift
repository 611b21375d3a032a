/// What a request is for.
public enum AccessNeed: String, Sendable {
  /// To look at how things are.
  case read
  /// To ask an endpoint for predictions.
  case invoke
}

/// Who may do what over HTTP.
///
/// Where there is neither a key nor a way to know tokens, anybody may do everything: that is for a server that only
/// listens to its own machine.
public struct AccessPolicy: Sendable {
  /// The secrets of signing keys by their identifiers, for clients that sign as AWS clients do. Who signs may read and
  /// invoke.
  public var signingKeys: [String: String]
  /// Whether the owner of a bearer token may do something; `nil` for a token that is unknown, expired or revoked. There
  /// are no tokens where this is `nil`.
  public var mayToken: (@Sendable (_ token: String, AccessNeed) throws -> Bool?)?

  /// Creates a policy.
  public init(
    signingKeys: [String: String] = [:], mayToken: (@Sendable (_ token: String, AccessNeed) throws -> Bool?)? = nil
  ) {
    self.signingKeys = signingKeys
    self.mayToken = mayToken
  }

  /// Anybody may do everything.
  public static let open = AccessPolicy()

  /// Whether nothing is checked.
  public var isOpen: Bool { signingKeys.isEmpty && mayToken == nil }
}
