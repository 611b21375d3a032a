import Access
import Fixtures
import Foundation
import Server
import Warehouse

/// Servers with users, for tests of who may do what.
enum RolesOverHTTP {
  /// A server with one user of every role; their tokens have the names of the roles. `bob` is a second approver.
  static func run(
    admitsAnybody: Bool = false, _ body: @escaping @Sendable (RunningServer) throws -> Void
  ) async throws {
    try await RunningServer.run(
      prepare: { warehouse, configuration in
        let access = AccessControl(warehouse)
        var names: [String: String] = [:]
        for role in Role.allCases {
          try access.addUser("\(role.rawValue)-user", role: role)
          names[role.rawValue] = try access.createToken(user: "\(role.rawValue)-user", label: nil, days: nil).token
        }
        let tokens = names
        configuration.policy = AccessPolicy(admitsAnybody: admitsAnybody) { word in
          do { return try access.principal(token: tokens[word] ?? word) } catch is AccessError { return nil }
        }
      }, body)
  }

  static func audit(_ server: RunningServer) throws -> [[SQLValue]] {
    try server.temporary.rows(
      "SELECT actor, action, subject, outcome FROM mlops.audit_log WHERE actor <> 'tester' ORDER BY audit_number")
  }

  static func row(_ texts: String...) -> [SQLValue] { texts.map(SQLValue.text) }
}

extension RunningServer {
  /// One request with a token.
  func call(_ method: String, _ path: String, as token: String?, _ body: String = "") throws -> RawAnswer {
    try send(method, path, token.map { ["Authorization": "Bearer \($0)"] } ?? [:], body: body)
  }
}
