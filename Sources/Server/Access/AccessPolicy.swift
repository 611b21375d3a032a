public import Access
import Synchronization

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
  public let principal: (@Sendable (_ token: String) throws -> Principal?)?
  /// Whether there are users by now.
  let hasUsers: (@Sendable () throws -> Bool)?
  /// What closes once there are users.
  let door: Door

  /// Creates a policy.
  /// - Parameters:
  ///   - admitsAnybody: whether requests without credentials may read and invoke although there are tokens.
  ///   - hasUsers: whether there are users by now. A server that admits anybody asks again and again, and from the first
  ///     yes on admits nobody without credentials.
  public init(
    signingKeys: [String: String] = [:], admitsAnybody: Bool = false,
    principal: (@Sendable (_ token: String) throws -> Principal?)? = nil,
    hasUsers: (@Sendable () throws -> Bool)? = nil
  ) {
    self.signingKeys = signingKeys
    self.principal = principal
    self.hasUsers = hasUsers
    door = Door(isOpen: principal == nil || admitsAnybody)
  }

  /// Anybody may read and invoke; there are no tokens, so nobody may change anything.
  public static let open = AccessPolicy()

  /// Whether anybody may read and invoke.
  public var isOpen: Bool { signingKeys.isEmpty && door.isOpen }
}

/// What stands open where a server without users lets anybody in. It closes once and for good; every event loop reads it
/// with every request.
final class Door: Sendable {
  private let state: Atomic<Bool>

  init(isOpen: Bool) { state = Atomic(isOpen) }

  var isOpen: Bool { state.load(ordering: .relaxed) }

  func close() { state.store(false, ordering: .relaxed) }
}
