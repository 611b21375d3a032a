public import Access

/// Who sends a request.
public enum Caller: Sendable, Equatable {
  /// Nobody in particular: the server asks for no credentials.
  case anybody
  /// Who signs with the server's key.
  case key(String)
  /// Who shows a token.
  case user(Principal)

  /// Whether the caller may do something. Who has no name changes nothing.
  public func may(_ permission: Permission) -> Bool {
    switch self {
    case .anybody, .key: permission == .read || permission == .invoke
    case .user(let principal): principal.may(permission)
    }
  }
}
