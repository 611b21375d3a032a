import Access
import Fixtures
import GRDB
import Testing
import Warehouse

@Suite("Access over HTTP")
struct AccessControlTests {
  let temporary: TemporaryWarehouse
  var access: AccessControl { AccessControl(temporary.warehouse) }

  init() throws { temporary = try TemporaryWarehouse() }

  @Test("a token shows who sends it and what they may do")
  func token() throws {
    #expect(try !access.hasUsers())
    try access.addUser("ann", role: .approver)
    let token = try access.createToken(user: "ann", label: "laptop", days: nil).token
    let principal = try access.principal(token: token)
    #expect(principal.name == "ann" && principal.role == .approver)
    #expect(principal.may(.decide) && principal.may(.read) && !principal.may(.run) && !principal.may(.administer))
    #expect(try access.hasUsers())
  }

  @Test(
    "each role may do what the table says",
    arguments: [
      (.viewer, [.read]), (.operator, [.read, .invoke, .run, .deploy]),
      (.approver, [.read, .invoke, .decide]), (.admin, Set(Permission.allCases)),
    ] as [(Role, Set<Permission>)])
  func roles(role: Role, permissions: Set<Permission>) throws {
    try access.addUser("ann", role: role)
    let principal = try access.principal(token: access.createToken(user: "ann", label: nil, days: nil).token)
    for permission in Permission.allCases {
      #expect(principal.may(permission) == permissions.contains(permission), "\(role) \(permission)")
    }
  }

  @Test("only the hash of a token is kept")
  func hashed() throws {
    try access.addUser("ann", role: .admin)
    let token = try access.createToken(user: "ann", label: nil, days: nil).token
    #expect(token.count == 67)
    let snapshot = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    #expect(!snapshot.tables.values.joined().contains { $0.contains(token.dropFirst(3)) })
    #expect(snapshot.tables["mlops.api_tokens"]?.first?.contains(ContentHash.of(token.utf8)) == true)
  }

  @Test("a token that is unknown, revoked or expired, or whose user is disabled, shows nobody")
  func worthless() throws {
    try access.addUser("ann", role: .admin)
    let (id, token) = try access.createToken(user: "ann", label: nil, days: nil)
    func code(_ token: String) -> String? {
      do {
        _ = try access.principal(token: token)
        return nil
      } catch { return (error as? AccessError)?.code }
    }
    #expect(code("sr_nonsense") == "unauthenticated" && code("") == "unauthenticated")
    #expect(code(token) == nil)
    try access.setDisabled(true, user: "ann")
    #expect(code(token) == "unauthenticated")
    try access.setDisabled(false, user: "ann")
    #expect(code(token) == nil)
    try access.revokeToken(id)
    #expect(code(token) == "unauthenticated")
    let short = try access.createToken(user: "ann", label: nil, days: 1).token
    #expect(code(short) == nil)
    try temporary.execute(
      "UPDATE mlops.api_tokens SET expires_at = '2026-01-15T08:00:00.002Z' WHERE revoked_at IS NULL", in: "mlops")
    #expect(code(short) == "unauthenticated")
  }

  @Test("another role counts from the next request on")
  func newRole() throws {
    try access.addUser("ann", role: .viewer)
    let token = try access.createToken(user: "ann", label: nil, days: nil).token
    try access.setRole(.approver, of: "ann")
    #expect(try access.principal(token: token).may(.decide))
  }

  @Test("who may not is refused, and the refusal is in the audit")
  func forbidden() throws {
    try access.addUser("ann", role: .viewer)
    let ann = try access.principal(token: access.createToken(user: "ann", label: nil, days: nil).token)
    try access.demand(.read, of: ann, action: "model.list", subject: "Demand")
    let error = #expect(throws: AccessError.self) {
      try access.demand(.decide, of: ann, action: "model.approve", subject: "Demand/1")
    }
    #expect(error?.code == "forbidden")
    #expect(
      try temporary.rows(
        "SELECT actor, action, subject, outcome FROM mlops.audit_log ORDER BY audit_number DESC LIMIT 1")
        == [[.text("ann"), .text("model.approve"), .text("Demand/1"), .text("denied")]])
  }

  @Test("every change of users and tokens is in the audit, and the audit cannot be changed")
  func audit() throws {
    try access.addUser("ann", role: .viewer)
    try access.setRole(.admin, of: "ann")
    try access.revokeToken(access.createToken(user: "ann", label: nil, days: nil).id)
    #expect(
      try temporary.rows("SELECT action FROM mlops.audit_log ORDER BY audit_number").map { $0[0] }
        == ["user.add", "user.role", "token.create", "token.revoke"].map(SQLValue.text))
    for sql in [
      "UPDATE mlops.audit_log SET actor = 'x'", "DELETE FROM mlops.audit_log",
      "REPLACE INTO mlops.audit_log SELECT audit_number, at, 'x', action, subject, outcome, detail FROM mlops.audit_log",
    ] {
      #expect(throws: (any Error).self) { try temporary.execute(sql, in: "mlops") }
    }
  }

  @Test("a name that is taken or none, and a user or token that does not exist, are refused and change nothing")
  func refused() throws {
    try access.addUser("ann", role: .viewer)
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    for name in ["ann", "", "a b", "a\nb"] {
      #expect(throws: AccessError.self) { try access.addUser(name, role: .admin) }
    }
    #expect(throws: AccessError.self) { try access.setRole(.admin, of: "bob") }
    #expect(throws: AccessError.self) { try access.setDisabled(true, user: "bob") }
    #expect(throws: AccessError.self) { _ = try access.createToken(user: "bob", label: nil, days: 1) }
    #expect(throws: AccessError.self) { try access.revokeToken("ffff") }
    #expect(throws: AccessError.self) { try access.revokeToken("") }
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }
}
