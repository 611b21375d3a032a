public import Access

/// Who may do what over HTTP.
///
/// Where there are neither keys nor tokens, anybody may read and invoke: that is for a server that only listens to its own
/// machine. Whoever changes anything must show a token, always: a change has a name in the audit.
public struct AccessPolicy: Sendable {
  /// The secrets of signing keys by their identifiers, for clients that sign as AWS clients do. Who signs may read and
  /// invoke.
  public var signingKeys: [String: String]
  /// Who a bearer token belongs to; `nil` for a token that is unknown, expired or revoked. There are no tokens where this
  /// is `nil`.
  public var principal: (@Sendable (_ token: String) throws -> Principal?)?
  /// Whether requests without credentials may read and invoke although there are tokens.
  public var admitsAnybody: Bool

  /// Creates a policy.
  public init(
    signingKeys: [String: String] = [:], admitsAnybody: Bool = false,
    principal: (@Sendable (_ token: String) throws -> Principal?)? = nil
  ) {
    self.signingKeys = signingKeys
    self.admitsAnybody = admitsAnybody
    self.principal = principal
  }

  /// Anybody may read and invoke; there are no tokens, so nobody may change anything.
  public static let open = AccessPolicy()

  /// Whether anybody may read and invoke.
  public var isOpen: Bool { signingKeys.isEmpty && (principal == nil || admitsAnybody) }
}
