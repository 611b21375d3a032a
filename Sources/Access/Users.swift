import GRDB
import Warehouse

extension AccessControl {
  /// Makes a user.
  /// - Throws: ``AccessError`` where the name is taken or is no name.
  public func addUser(_ name: String, role: Role) throws {
    let isName =
      !name.isEmpty && name.utf8.count <= 128
      && name.unicodeScalars.allSatisfy { scalar in
        !scalar.properties.isWhitespace && scalar.value >= 0x20 && scalar.value != 0x7F
      }
    guard isName else {
      throw AccessError(
        code: "invalid-name", subject: "user \(name)", expected: "1 to 128 bytes without spaces", found: "\"\(name)\"",
        remedy: "choose another name")
    }
    try change("user.add", name, detail: role.rawValue) { db, now in
      guard try !Self.exists(name, in: db) else {
        throw AccessError(
          code: "user-exists", subject: "user \(name)", expected: "a new name", found: "a user of that name",
          remedy: "`stockroom users role` changes the role")
      }
      try db.execute(
        sql: "INSERT INTO mlops.users (user_name, role, created_at, created_by) VALUES (?, ?, ?, ?)",
        arguments: [name, role.rawValue, now, warehouse.surroundings.user])
    }
  }

  /// Gives a user another role, with the next request.
  public func setRole(_ role: Role, of name: String) throws {
    try change("user.role", name, detail: role.rawValue) { db, _ in
      try Self.demandUser(name, in: db)
      try db.execute(sql: "UPDATE mlops.users SET role = ? WHERE user_name = ?", arguments: [role.rawValue, name])
    }
  }

  /// Locks a user out, or lets them in again. Their tokens stay.
  public func setDisabled(_ isDisabled: Bool, user name: String) throws {
    try change(isDisabled ? "user.disable" : "user.enable", name) { db, now in
      try Self.demandUser(name, in: db)
      try db.execute(
        sql: """
          UPDATE mlops.users SET disabled_at = iif(:disabled, coalesce(disabled_at, :now), NULL) WHERE user_name = :name
          """, arguments: ["disabled": isDisabled, "now": now, "name": name])
    }
  }

  /// Makes a token.
  /// - Parameter days: after how many days it expires; `nil` for never.
  /// - Returns: its id and the token itself, which cannot be shown again.
  public func createToken(user name: String, label: String?, days: Double?) throws -> (id: String, token: String) {
    let id = warehouse.surroundings.identifier()
    let token = "sr_" + warehouse.surroundings.runIdentifier() + warehouse.surroundings.runIdentifier()
    try change("token.create", name, detail: id) { db, now in
      try Self.demandUser(name, in: db)
      try db.execute(
        sql: """
          INSERT INTO mlops.api_tokens (token_id, user_name, label, token_sha256, created_at, expires_at)
          VALUES (:id, :user, :label, :hash, :now,
            iif(:days IS NULL, NULL, strftime('%Y-%m-%dT%H:%M:%fZ', :now, '+' || :days || ' days')))
          """,
        arguments: [
          "id": id, "user": name, "label": label, "hash": ContentHash.of(token.utf8), "now": now, "days": days,
        ])
    }
    return (id, token)
  }

  /// Makes a token worthless, from the next request on.
  /// - Parameter identifier: its id, or the first characters of it.
  /// - Throws: ``AccessError`` where there is none, or more than one.
  public func revokeToken(_ identifier: String) throws {
    try change("token.revoke", identifier) { db, now in
      let matches = try String.fetchAll(
        db, sql: "SELECT token_id FROM mlops.api_tokens WHERE :id <> '' AND substr(token_id, 1, length(:id)) = :id",
        arguments: ["id": identifier])
      guard matches.count == 1, !identifier.isEmpty else {
        throw AccessError(
          code: matches.isEmpty ? "unknown-token" : "ambiguous-token", subject: "token \(identifier)",
          expected: "the id of one token, or its first characters",
          found: matches.isEmpty ? "none" : matches.joined(separator: ", "),
          remedy: "`stockroom tokens list` shows them")
      }
      try db.execute(
        sql: "UPDATE mlops.api_tokens SET revoked_at = coalesce(revoked_at, ?) WHERE token_id = ?",
        arguments: [now, matches[0]])
    }
  }

  /// A change with its audit row, in one transaction.
  private func change(
    _ action: String, _ subject: String, detail: String? = nil, _ body: (Database, String) throws -> Void
  ) throws {
    let now = warehouse.surroundings.now().description
    try warehouse.write(.mlops) { db in
      try body(db, now)
      try AuditLog.append(
        actor: warehouse.surroundings.user, action: action, subject: subject, detail: detail, at: now, in: db)
    }
  }

  private static func exists(_ name: String, in db: Database) throws -> Bool {
    try Int.fetchOne(db, sql: "SELECT 1 FROM mlops.users WHERE user_name = ?", arguments: [name]) != nil
  }

  private static func demandUser(_ name: String, in db: Database) throws {
    guard try exists(name, in: db) else {
      throw AccessError(
        code: "unknown-user", subject: "user \(name)", expected: "a user of the warehouse", found: "none",
        remedy: "`stockroom users list` shows them")
    }
  }
}
