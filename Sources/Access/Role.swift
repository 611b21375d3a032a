/// What a user is to the system. The permissions of each role are rows of `mlops.role_permissions`.
public enum Role: String, Sendable, CaseIterable {
  /// Looks at everything.
  case viewer
  /// Runs pipelines and looks after endpoints.
  case `operator`
  /// Decides about models.
  case approver
  /// May do everything.
  case admin
}

/// What somebody may do.
public enum Permission: String, Sendable, CaseIterable {
  /// Look at everything.
  case read
  /// Ask endpoints for predictions.
  case invoke
  /// Run pipelines, schedules and deliveries; pause schedules and rules.
  case run
  /// Approve, reject and archive model versions, and set their aliases.
  case decide
  /// Create, roll back and delete endpoints.
  case deploy
  /// Manage users, tokens, rules and topics.
  case administer
}

/// Somebody who has shown a valid token.
public struct Principal: Sendable, Equatable {
  /// The user.
  public let name: String
  /// The user's role when the token was shown.
  public let role: Role
  /// The token.
  public let token: String
  let permissions: Set<Permission>

  /// Creates a principal that something else than ``AccessControl`` vouches for.
  public init(name: String, role: Role, token: String, permissions: Set<Permission>) {
    self.name = name
    self.role = role
    self.token = token
    self.permissions = permissions
  }

  /// Whether the user may do something.
  public func may(_ permission: Permission) -> Bool { permissions.contains(permission) }
}
