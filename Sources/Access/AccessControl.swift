import GRDB
public import Warehouse

/// Tells who shows a token and what they may do: what a server asks before it acts.
public struct AccessControl: Sendable {
  let warehouse: Warehouse

  /// Access to a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// Whether anybody has been made a user. Without users a server on the loopback address may serve without tokens.
  public func hasUsers() throws -> Bool {
    try warehouse.read([.mlops]) { try Int.fetchOne($0, sql: "SELECT 1 FROM mlops.users LIMIT 1") != nil }
  }

  /// Who a token belongs to.
  /// - Throws: ``AccessError`` with the code `unauthenticated` where it is unknown, expired or revoked, or its user is
  ///   disabled; the message does not say which.
  public func principal(token: String) throws -> Principal {
    let now = warehouse.surroundings.now().description
    let found = try warehouse.read([.mlops]) { db -> (Principal, isFresh: Bool)? in
      guard
        let row = try Row.fetchOne(
          db,
          sql: """
            SELECT user_name, role, token_id, coalesce(last_used_at >= strftime('%Y-%m-%dT%H:%M:%fZ', :now, '-60 seconds'), 0)
            FROM mlops.api_tokens JOIN mlops.users USING (user_name)
            WHERE token_sha256 = :hash AND revoked_at IS NULL AND disabled_at IS NULL
              AND (expires_at IS NULL OR expires_at > :now)
            """, arguments: ["hash": ContentHash.of(token.utf8), "now": now]),
        let principal = try Self.principal(row, in: db)
      else { return nil }
      return (principal, row[3])
    }
    guard let (principal, isFresh) = found else {
      throw AccessError(
        code: "unauthenticated", subject: "token", expected: "a valid token",
        found: "one that is unknown, expired or revoked",
        remedy: "make one with `stockroom tokens create USER` and send it as Authorization: Bearer TOKEN")
    }
    if !isFresh {
      // A note, not worth failing for.
      try? warehouse.write(.mlops) { db in
        try db.execute(
          sql: "UPDATE mlops.api_tokens SET last_used_at = ? WHERE token_id = ?", arguments: [now, principal.token])
      }
    }
    return principal
  }

  /// The owner of a token with what the role may do.
  /// - Parameter row: the columns user_name, role and token_id.
  static func principal(_ row: Row, in db: Database) throws -> Principal? {
    guard let role = Role(rawValue: row[1]) else { return nil }
    let permissions = try String.fetchAll(
      db, sql: "SELECT permission FROM mlops.role_permissions WHERE role = ?", arguments: [role.rawValue])
    return Principal(
      name: row[0], role: role, token: row[2], permissions: Set(permissions.compactMap(Permission.init)))
  }

  /// Lets somebody go on who may, and notes the refusal of somebody who may not.
  /// - Parameters:
  ///   - action: what is to be done, such as `model.approve`.
  ///   - subject: to what.
  /// - Throws: ``AccessError`` with the code `forbidden`.
  public func demand(_ permission: Permission, of principal: Principal, action: String, subject: String) throws {
    guard !principal.may(permission) else { return }
    try AuditLog.deny(
      actor: principal.name, action: action, subject: subject, why: "role \(principal.role.rawValue)", in: warehouse)
    throw AccessError(
      code: "forbidden", subject: "\(action) \(subject)", expected: "a role with the permission \(permission.rawValue)",
      found: "\(principal.name) is \(principal.role.rawValue)", remedy: "ask an admin")
  }
}
