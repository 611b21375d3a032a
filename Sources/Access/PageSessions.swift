import GRDB
import Warehouse

/// Sessions of people who look at the pages of the server, `mlops.page_sessions`.
extension AccessControl {
  /// After so many hours somebody has to log in again.
  public static let sessionHours = 12

  /// Begins a session for who shows a token; sessions that are over are removed.
  /// - Returns: what the browser is to hold.
  /// - Throws: ``AccessError`` with the code `unauthenticated` where the token is worth nothing.
  public func startSession(token: String) throws -> String {
    let principal = try principal(token: token)
    let secret = warehouse.surroundings.runIdentifier() + warehouse.surroundings.runIdentifier()
    let now = warehouse.surroundings.now().description
    try warehouse.write(.mlops) { db in
      try db.execute(sql: "DELETE FROM mlops.page_sessions WHERE expires_at <= ?", arguments: [now])
      try db.execute(
        sql: """
          INSERT INTO mlops.page_sessions (session_sha256, token_id, started_at, expires_at)
          VALUES (:hash, :token, :now, strftime('%Y-%m-%dT%H:%M:%fZ', :now, '+' || :hours || ' hours'))
          """,
        arguments: [
          "hash": ContentHash.of(secret.utf8), "token": principal.token, "now": now, "hours": Self.sessionHours,
        ])
      try AuditLog.append(actor: principal.name, action: "session.start", subject: principal.token, at: now, in: db)
    }
    return secret
  }

  /// Whose session it is, or `nil` where it is over: ended, too old, its token revoked or expired, its user disabled.
  /// - Parameter secret: what the browser holds.
  public func principal(session secret: String) throws -> Principal? {
    let now = warehouse.surroundings.now().description
    return try warehouse.read([.mlops]) { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT user_name, role, token_id
          FROM mlops.page_sessions AS session
          JOIN mlops.api_tokens AS token USING (token_id)
          JOIN mlops.users USING (user_name)
          WHERE session_sha256 = :hash AND session.expires_at > :now AND revoked_at IS NULL AND disabled_at IS NULL
            AND (token.expires_at IS NULL OR token.expires_at > :now)
          """, arguments: ["hash": ContentHash.of(secret.utf8), "now": now]
      ).flatMap { try Self.principal($0, in: db) }
    }
  }

  /// Ends a session.
  public func endSession(_ secret: String) throws {
    guard let principal = try principal(session: secret) else { return }
    let now = warehouse.surroundings.now().description
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: "DELETE FROM mlops.page_sessions WHERE session_sha256 = ?", arguments: [ContentHash.of(secret.utf8)])
      try AuditLog.append(actor: principal.name, action: "session.end", subject: principal.token, at: now, in: db)
    }
  }
}
