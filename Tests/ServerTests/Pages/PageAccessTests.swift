import Access
import Endpoints
import Fixtures
import Foundation
import ModelRegistry
import Server
import Testing
import Warehouse

@Suite("Who may do what on the pages")
struct PageAccessTests {
  private static let version = "/models/Demand/1"

  private static func waiting() throws -> TemporaryWarehouse {
    let temporary = try TemporaryWarehouse()
    try ServedModels.register(level: 1, in: temporary.warehouse)
    return temporary
  }

  private static func status(_ temporary: TemporaryWarehouse) throws -> ApprovalStatus {
    try ModelRegistry(temporary.warehouse).package(ServedModels.group, version: 1).status
  }

  @Test("without a session every page leads to the log-in page and back, and programs get their 401")
  func anonymous() async throws {
    let temporary = try Self.waiting()
    _ = try temporary.token("ann", .approver)
    try await RunningServer.run(in: temporary, { $0.policy = temporary.policy }) { server in
      for path in PagesTests.paths + [Self.version] {
        let answer = try server.open(path)
        #expect(answer.status == 303 && answer.text.isEmpty, "\(path)")
        #expect(
          answer.headers["location"] == (path == "/" ? "/login" : "/login?next=\(RunningServer.encoded(path))"))
      }
      #expect(try server.send("GET", Self.version).status == 401)
      #expect(try server.open("/sql.csv?sql=SELECT%201").status == 303)
      let page = try server.open("/login?next=%2Fmodels")
      #expect(page.status == 200 && HTMLCheck(page.text).problems == [])
      #expect(!page.text.contains("<nav"))
    }
  }

  @Test("a token opens a session that scripts and other sites cannot use, and logging out ends it")
  func session() async throws {
    let temporary = try Self.waiting()
    let token = try temporary.token("vic", .viewer)
    try await RunningServer.run(in: temporary, { $0.policy = temporary.policy }) { server in
      #expect(try server.post("/login", ["token": "sr_none"]).status == 401)
      let answer = try server.post("/login", ["token": token, "next": "/models"])
      #expect(answer.headers["location"] == "/models")
      let cookie = try #require(answer.headers["set-cookie"])
      #expect(cookie.contains("; HttpOnly; SameSite=Strict; Max-Age=") && cookie.contains("; Path=/"))
      #expect(!cookie.contains(token))
      let pair = String(cookie.prefix { $0 != ";" })
      let page = try server.open("/models", cookie: "other=1; \(pair)").text
      #expect(page.contains("vic, viewer"))
      let formToken = try #require(RunningServer.hidden("form_token", in: page))
      #expect(try server.post("/logout", ["form_token": "x"], cookie: pair).status == 403)
      #expect(try server.open("/models", cookie: pair).status == 200)
      let out = try server.post("/logout", ["form_token": formToken], cookie: pair)
      #expect(out.headers["location"] == "/login" && out.headers["set-cookie"]?.contains("Max-Age=0") == true)
      #expect(try server.open("/models", cookie: pair).status == 303)
      #expect(
        try temporary.rows("SELECT action, actor FROM mlops.audit_log WHERE action LIKE 'session.%' ORDER BY 1 DESC")
          == [[.text("session.start"), .text("vic")], [.text("session.end"), .text("vic")]])
    }
  }

  @Test("a session ends with its token, its user and its time", arguments: ["token", "user", "time"])
  func end(_ how: String) async throws {
    let temporary = try Self.waiting()
    let token = try temporary.token("vic", .viewer)
    try await RunningServer.run(in: temporary, { $0.policy = temporary.policy }) { server in
      let cookie = try server.logIn(token)
      #expect(try server.open("/models", cookie: cookie).status == 200)
      switch how {
      case "token": try temporary.execute("UPDATE mlops.api_tokens SET revoked_at = created_at", in: "mlops")
      case "user": try AccessControl(temporary.warehouse).setDisabled(true, user: "vic")
      default: try temporary.execute("UPDATE mlops.page_sessions SET expires_at = started_at", in: "mlops")
      }
      #expect(try server.open("/models", cookie: cookie).status == 303)
    }
  }

  @Test(
    "only approvers and admins find the form and may send it",
    arguments: [(Role.viewer, false), (.operator, false), (.approver, true), (.admin, true)])
  func roles(role: Role, may: Bool) async throws {
    let temporary = try Self.waiting()
    let token = try temporary.token("ann", role)
    try await RunningServer.run(in: temporary, { $0.policy = temporary.policy }) { server in
      let cookie = try server.logIn(token)
      let page = try server.open(Self.version, cookie: cookie).text
      #expect(page.contains("action=\"/models/Demand/1/decision\"") == may)
      let formToken = try #require(RunningServer.hidden("form_token", in: page))
      let answer = try server.post(
        "\(Self.version)/decision",
        ["form_token": formToken, "seen": "PendingManualApproval", "decision": "Approved", "reason": "good\nenough"],
        cookie: cookie)
      #expect(answer.status == (may ? 303 : 403), "\(answer.text)")
      #expect(try Self.status(temporary) == (may ? .approved : .pending))
      let audit = try temporary.rows(
        "SELECT actor, outcome FROM mlops.audit_log WHERE action = 'model.approve'")
      #expect(audit == [[.text("ann"), .text(may ? "allowed" : "denied")]])
      if may {
        let decided = try server.open("\(Self.version)?decided=1", cookie: cookie).text
        #expect(decided.contains("Approved by ann.") && decided.contains("good\nenough"))
      }
    }
  }

  @Test("a bearer token opens pages for programs, which need no form token")
  func bearer() async throws {
    let temporary = try Self.waiting()
    let token = try temporary.token("ann", .approver)
    try await RunningServer.run(in: temporary, { $0.policy = temporary.policy }) { server in
      let bearer = ["Authorization": "Bearer \(token)"]
      #expect(try server.open("/sql.csv?sql=SELECT%201%20AS%20one", bearer).text == "one\n1\n")
      #expect(try server.open("/models", ["Authorization": "Bearer none"]).status == 401)
      let answer = try server.post(
        "\(Self.version)/decision",
        ["seen": "PendingManualApproval", "decision": "Rejected", "reason": "no"], bearer.merging(["Origin": ""]) { $1 }
      )
      #expect(answer.status == 303)
      #expect(try Self.status(temporary) == .rejected)
    }
  }

  /// How a form may be forged.
  enum Forgery: CaseIterable, Sendable {
    case noToken, otherToken, otherSession, foreignOrigin, nullOrigin, foreignSite, sameSite
  }

  @Test("a form that another site sends is refused and changes nothing", arguments: Forgery.allCases, [false, true])
  func forged(forgery: Forgery, isOpen: Bool) async throws {
    let temporary = try Self.waiting()
    let token = try temporary.token("ann", .approver)
    try await RunningServer.run(in: temporary, { $0.policy = temporary.policy(admitsAnybody: isOpen) }) { server in
      let cookie = try server.logIn(token)
      let page = try server.open(Self.version, cookie: cookie).text
      var fields = [
        "form_token": try #require(RunningServer.hidden("form_token", in: page)), "seen": "PendingManualApproval",
        "decision": "Approved", "reason": "x",
      ]
      var headers: [String: String] = [:]
      switch forgery {
      case .noToken: fields["form_token"] = nil
      case .otherToken: fields["form_token"] = String(repeating: "0", count: 64)
      case .otherSession:
        let otherPage = try server.open(Self.version, cookie: server.logIn(token)).text
        fields["form_token"] = RunningServer.hidden("form_token", in: otherPage)
      case .foreignOrigin: headers["Origin"] = "https://evil.example"
      case .nullOrigin: headers["Origin"] = "null"
      case .foreignSite: headers = ["Origin": "", "Sec-Fetch-Site": "cross-site"]
      case .sameSite: headers = ["Origin": "", "Sec-Fetch-Site": "same-site"]
      }
      #expect(try server.post("\(Self.version)/decision", fields, cookie: cookie, headers).status == 403)
      #expect(try Self.status(temporary) == .pending)
    }
  }

  @Test("a log-in that another site sends is refused")
  func forgedLogIn() async throws {
    let temporary = try Self.waiting()
    let token = try temporary.token("ann", .approver)
    try await RunningServer.run(in: temporary, { $0.policy = temporary.policy }) { server in
      let answer = try server.post("/login", ["token": token], ["Origin": "https://evil.example"])
      #expect(answer.status == 403 && answer.headers["set-cookie"] == nil)
    }
  }

  @Test(
    "after the log-in nobody is sent elsewhere", arguments: ["//evil.example", "https://evil.example", "/\\evil", ""])
  func openRedirect(next: String) async throws {
    let temporary = try Self.waiting()
    let token = try temporary.token("ann", .approver)
    try await RunningServer.run(in: temporary, { $0.policy = temporary.policy }) { server in
      let answer = try server.post("/login", ["token": token, "next": next])
      #expect(answer.headers["location"] == "/")
    }
  }

  @Test("without users the server answers to names of this machine alone")
  func rebinding() async throws {
    try await RunningServer.run { server in
      for (host, status) in [
        ("localhost", 200), ("127.0.0.1:8080", 200), ("[::1]:80", 200), ("LOCALHOST.", 200), ("a.localhost", 200),
        ("evil.example", 421), ("127.0.0.1.evil.example", 421), ("localhost.evil.example:80", 421), ("10.0.0.1", 421),
      ] {
        for (path, accept) in [("/models", "text/html"), ("/endpoints", "*/*"), ("/sql?sql=SELECT%201", "text/html")] {
          let connection = try server.connect()
          try connection.send(Array("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nAccept: \(accept)\r\n\r\n".utf8))
          #expect(try connection.answer()?.status == status, "\(host) \(path)")
        }
      }
    }
  }

  @Test("what was decided meanwhile is not decided over, and a decision needs a reason")
  func stale() async throws {
    let temporary = try Self.waiting()
    let ann = try temporary.token("ann", .approver)
    try await RunningServer.run(in: temporary, { $0.policy = temporary.policy }) { server in
      let cookie = try server.logIn(ann)
      let page = try server.open(Self.version, cookie: cookie).text
      let token = try #require(RunningServer.hidden("form_token", in: page))
      let form = ["form_token": token, "seen": "PendingManualApproval", "decision": "Approved"]
      let blank = form.merging(["reason": " \n "]) { $1 }
      #expect(try server.post("\(Self.version)/decision", blank, cookie: cookie).status == 409)
      #expect(
        try server.post(
          "\(Self.version)/decision", form.merging(["reason": String(repeating: "x", count: 2001)]) { $1 },
          cookie: cookie
        ).status == 409)
      #expect(try Self.status(temporary) == .pending)
      _ = try ModelRegistry(temporary.warehouse).decide(
        ServedModels.group, version: 1, .rejected, reason: "bad", by: "eve")
      let answer = try server.post("\(Self.version)/decision", form.merging(["reason": "good"]) { $1 }, cookie: cookie)
      #expect(answer.status == 409 && answer.text.contains("decided meanwhile: Rejected, by eve"))
      #expect(try Self.status(temporary) == .rejected)
    }
  }

  @Test("who started the execution is told that somebody else must approve")
  func fourEyes() async throws {
    let temporary = try Self.waiting()
    try ModelRegistry(temporary.warehouse).setFourEyes(true, group: ServedModels.group)
    let tester = try temporary.token("tester", .admin)
    try await RunningServer.run(in: temporary, { $0.policy = temporary.policy }) { server in
      let cookie = try server.logIn(tester)
      let page = try server.open(Self.version, cookie: cookie).text
      let token = try #require(RunningServer.hidden("form_token", in: page))
      let answer = try server.post(
        "\(Self.version)/decision",
        ["form_token": token, "seen": "PendingManualApproval", "decision": "Approved", "reason": "mine"], cookie: cookie
      )
      #expect(answer.status == 409 && answer.text.contains("by somebody else than tester"))
      #expect(try Self.status(temporary) == .pending)
    }
  }

  @Test("where anybody may look, only who has a name decides")
  func nameless() async throws {
    let temporary = try Self.waiting()
    let token = try temporary.token("ann", .approver)
    try await RunningServer.run(in: temporary, { $0.policy = temporary.policy(admitsAnybody: true) }) { server in
      let page = try server.open(Self.version).text
      #expect(page.contains("href=\"/login?next=%2Fmodels%2FDemand%2F1\"") && !page.contains("name=\"decision\""))
      let form = ["seen": "PendingManualApproval", "decision": "Approved", "reason": "x"]
      #expect(try server.post("\(Self.version)/decision", form).status == 403)
      #expect(try server.post("\(Self.version)/decision", form.merging(["form_token": ""]) { $1 }).status == 403)
      #expect(try Self.status(temporary) == .pending)
      let cookie = try server.logIn(token)
      #expect(try server.open(Self.version, cookie: cookie).text.contains("name=\"decision\""))
    }
    try await RunningServer.run(in: temporary) { server in
      let page = try server.open(Self.version).text
      #expect(!page.contains("href=\"/login"))
      #expect(try server.open("/login?next=/models").headers["location"] == "/models")
    }
  }
}
