import Access
import Fixtures
import Foundation
import ModelRegistry
import Server
import Testing
import Warehouse

@Suite("Roles over HTTP")
struct APITests {
  @Test("an approver decides; the decision, the status and the audit have the approver's name")
  func decisions() async throws {
    try await RolesOverHTTP.run { server in
      let waiting = try ServedModels.register(level: 2, in: server.temporary.warehouse)
      let path = "/api/models/\(ServedModels.group)/\(waiting)"
      let answer = try server.call("POST", "\(path)/approve", as: "approver", #"{"reason":"lower error"}"#)
      #expect(answer.status == 200)
      #expect(answer.json["approval_status"] as? String == "Approved")
      #expect(answer.json["previous_status"] as? String == "PendingManualApproval")
      #expect(answer.json["changed"] as? Bool == true)
      let again = try server.call("POST", "\(path)/approve", as: "approver")
      #expect(again.status == 200)
      #expect(again.json["changed"] as? Bool == false)
      let package = try ModelRegistry(server.temporary.warehouse).package(ServedModels.group, version: waiting)
      #expect(package.decisions.last?.by == "approver-user")
      #expect(package.decisions.last?.reason == "lower error")
      for word in ["reject", "reopen"] {
        #expect(try server.call("POST", "\(path)/\(word)", as: "admin").status == 200)
      }
      #expect(
        try RolesOverHTTP.audit(server) == [
          RolesOverHTTP.row("approver-user", "model.approve", "Demand/2", "allowed"),
          RolesOverHTTP.row("admin-user", "model.reject", "Demand/2", "allowed"),
          RolesOverHTTP.row("admin-user", "model.reopen", "Demand/2", "allowed"),
        ])
    }
  }

  @Test(
    "who may not decide is refused: 401 without a good token, 403 for another role, and the latter is in the audit",
    arguments: [
      (nil, 401, "credentials-missing"), ("nobody", 401, "token"), ("viewer", 403, "forbidden"),
      ("operator", 403, "forbidden"),
    ] as [(String?, Int, String)])
  func refusals(token: String?, status: Int, code: String) async throws {
    try await RolesOverHTTP.run { server in
      let waiting = try ServedModels.register(level: 2, in: server.temporary.warehouse)
      let answer = try server.call("POST", "/api/models/Demand/\(waiting)/approve", as: token)
      #expect(answer.status == status)
      #expect(answer.json["code"] as? String == code)
      #expect(
        try ModelRegistry(server.temporary.warehouse).package(ServedModels.group, version: waiting).status == .pending)
      #expect(
        try RolesOverHTTP.audit(server)
          == (status == 403 ? [RolesOverHTTP.row("\(token ?? "")-user", "model.approve", "Demand/2", "denied")] : []))
    }
  }

  @Test("a server that anybody may ask changes nothing without a name")
  func nameless() async throws {
    try await RolesOverHTTP.run(admitsAnybody: true) { server in
      let waiting = try ServedModels.register(level: 2, in: server.temporary.warehouse)
      #expect(try server.invoke("1,2,0,3").status == 200)
      #expect(try server.call("GET", "/api/models", as: nil).status == 200)
      let refused = try server.call("POST", "/api/models/Demand/\(waiting)/approve", as: nil)
      #expect(refused.status == 401)
      #expect(refused.json["code"] as? String == "token-missing")
      #expect(try server.call("GET", "/api/users", as: nil).status == 403)
      #expect(try server.call("POST", "/api/models/Demand/\(waiting)/approve", as: "approver").status == 200)
    }
  }

  @Test("four eyes hold: who registered a version does not approve it, another approver does")
  func fourEyes() async throws {
    try await RolesOverHTTP.run { server in
      let warehouse = server.temporary.warehouse
      try ServedModels.register(level: 2, in: warehouse.acting(as: "approver-user"))
      try ModelRegistry(warehouse).setFourEyes(true, group: ServedModels.group)
      let refused = try server.call("POST", "/api/models/Demand/2/approve", as: "approver")
      #expect(refused.status == 403)
      #expect(refused.json["code"] as? String == "four-eyes")
      #expect(try server.call("POST", "/api/models/Demand/2/approve", as: "admin").status == 200)
      #expect(
        try RolesOverHTTP.audit(server).suffix(2) == [
          RolesOverHTTP.row("approver-user", "model.approve", "Demand/2", "denied"),
          RolesOverHTTP.row("admin-user", "model.approve", "Demand/2", "allowed"),
        ])
    }
  }

  @Test("a version that is not there is 404; a damaged or archived one is 409; a wrong body is 400")
  func states() async throws {
    try await RolesOverHTTP.run { server in
      let warehouse = server.temporary.warehouse
      let (damaged, archived) = (
        try ServedModels.register(level: 2, in: warehouse), try ServedModels.register(level: 3, in: warehouse)
      )
      try ServedModels.damage(damaged, in: warehouse)
      _ = try ModelRegistry(warehouse).archive(ServedModels.group, version: archived)
      for (path, body, status, code) in [
        ("Demand/99/approve", "", 404, "unknown-model"), ("None/1/approve", "", 404, "unknown-model"),
        ("Demand/champion/approve", "", 404, "unknown-alias"),
        ("Demand/\(damaged)/approve", "", 409, "damaged-artifact"),
        ("Demand/\(archived)/approve", "", 409, "archived-model"), ("Demand/1/reject", "[", 400, "request-body"),
        ("Demand/1/reject", #"{"why":"x"}"#, 400, "request-body"),
        ("Demand/1/reject", #"{"reason":1}"#, 400, "request-body"),
        ("Demand/1/destroy", "", 404, "not-found"),
      ] {
        let answer = try server.call("POST", "/api/models/\(path)", as: "approver", body)
        #expect(answer.status == status, "\(path) \(answer.text)")
        #expect(answer.json["code"] as? String == code, "\(path) \(answer.text)")
      }
      #expect(try ModelRegistry(warehouse).package(ServedModels.group, version: 1).status == .approved)
    }
  }

  @Test("random bodies and paths are refused, never worse, and change nothing")
  func noise() async throws {
    try await RolesOverHTTP.run { server in
      let pieces = [
        "{", "}", "[", "]", ":", ",", "\"", "reason", "\"reason\"", "null", "1", "\\", "\\u00", "%", "%2F", "/", "..",
        "?",
        "api", "models", "Demand", "1", "\u{E9}", " ",
      ]
      var state: UInt64 = 7
      func text(_ count: Int) -> String {
        (0..<count).map { _ in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return pieces[Int(state >> 33) % pieces.count]
        }.joined()
      }
      for number in 0..<Stress.count(150, large: 20_000) {
        let path = number.isMultiple(of: 2) ? "Demand/1/reject" : text(6).replacing(" ", with: "")
        let body = "[" + text(1 + number % 9)
        let status = try server.call("POST", "/api/models/\(path)", as: "approver", body).status
        #expect((400..<500).contains(status), "\(path) \(body)")
      }
      #expect(
        try ModelRegistry(server.temporary.warehouse).package(ServedModels.group, version: 1).status == .approved)
    }
  }

  @Test("everybody with a token may look at versions; a name is decoded from the path")
  func looking() async throws {
    try await RolesOverHTTP.run { server in
      let list = try server.call("GET", "/api/models?group=Demand", as: "viewer")
      #expect(list.status == 200)
      let rows = try #require(try JSONSerialization.jsonObject(with: Data(list.text.utf8)) as? [[String: Any]])
      #expect(rows.map { $0["approval_status"] as? String } == ["Approved"])
      #expect(try server.call("GET", "/api/models?group=None", as: "viewer").text == "[]")
      let one = try server.call("GET", "/api/models/%44emand/latest", as: "viewer")
      #expect(one.json["model_package_group_name"] as? String == "Demand")
      #expect(try server.call("GET", "/api/models/Demand/%zz", as: "viewer").status == 400)
      #expect(try server.call("GET", "/api/models/Demand/latest", as: nil).status == 401)
    }
  }

  @Test("an admin makes users and tokens and locks them out; nobody else does")
  func users() async throws {
    try await RolesOverHTTP.run { server in
      for role in ["viewer", "operator", "approver"] {
        #expect(try server.call("POST", "/api/users", as: role, #"{"name":"eve"}"#).status == 403)
        #expect(try server.call("GET", "/api/tokens", as: role).status == 403)
      }
      #expect(try server.call("POST", "/api/users", as: "admin", #"{"name":"ann","role":"approver"}"#).status == 201)
      #expect(try server.call("POST", "/api/users", as: "admin", #"{"name":"ann"}"#).status == 409)
      #expect(try server.call("POST", "/api/users", as: "admin", #"{"name":"x","role":"king"}"#).status == 400)
      #expect(try server.call("POST", "/api/users", as: "admin", #"{"name":"a b"}"#).status == 400)
      let made = try server.call("POST", "/api/users/ann/tokens", as: "admin", #"{"label":"laptop","days":30}"#)
      #expect(made.status == 201)
      let token = try #require(made.json["token"] as? String)
      let id = try #require(made.json["token_id"] as? String)
      #expect(try server.call("GET", "/api/models", as: token).status == 200)
      #expect(try server.call("PATCH", "/api/users/ann", as: "admin", #"{"role":"viewer"}"#).status == 200)
      #expect(try server.call("POST", "/api/models/Demand/1/reject", as: token).status == 403)
      #expect(try server.call("PATCH", "/api/users/ann", as: "admin", #"{"disabled":true}"#).status == 200)
      #expect(try server.call("GET", "/api/models", as: token).status == 401)
      #expect(try server.call("PATCH", "/api/users/ann", as: "admin", #"{"disabled":false}"#).status == 200)
      #expect(try server.call("DELETE", "/api/tokens/\(id)", as: "admin").status == 200)
      #expect(try server.call("GET", "/api/models", as: token).status == 401)
      #expect(try server.call("DELETE", "/api/tokens/none", as: "admin").status == 404)
      #expect(try server.call("PATCH", "/api/users/none", as: "admin", #"{"role":"viewer"}"#).status == 404)
      let audit = try server.call("GET", "/api/audit?action=token.create&actor=admin-user", as: "admin").text
      #expect(audit.contains(id) && !audit.contains(token))
      #expect(!(try server.call("GET", "/api/tokens", as: "admin").text.contains(token)))
    }
  }

  @Test("an operator pauses and resumes rules; an approver does not")
  func rules() async throws {
    try await RolesOverHTTP.run { server in
      let name = try #require(try server.temporary.rows("SELECT rule_name FROM mlops.event_rules LIMIT 1").first?.first)
      guard case .text(let rule) = name else { return }
      func state() throws -> [[SQLValue]] {
        try server.temporary.rows("SELECT state FROM mlops.event_rules WHERE rule_name = '\(rule)'")
      }
      #expect(try server.call("POST", "/api/rules/\(rule)/disable", as: "approver").status == 403)
      #expect(try state() == [[.text("ENABLED")]])
      #expect(try server.call("POST", "/api/rules/\(rule)/disable", as: "operator").status == 200)
      #expect(try state() == [[.text("DISABLED")]])
      #expect(try server.call("POST", "/api/rules/\(rule)/enable", as: "operator").status == 200)
      #expect(try state() == [[.text("ENABLED")]])
      #expect(try server.call("POST", "/api/rules/none/disable", as: "operator").status == 404)
      #expect(try server.call("POST", "/api/schedules/none/pause", as: "operator").status == 404)
      #expect(try server.call("POST", "/api/deliveries/99/retry", as: "operator").status == 409)
      #expect(try server.call("POST", "/api/deliveries/x/retry", as: "operator").status == 400)
      for path in ["rules", "schedules", "deliveries"] {
        #expect(try server.call("GET", "/api/\(path)", as: "viewer").status == 200)
      }
      #expect(
        try RolesOverHTTP.audit(server) == [
          RolesOverHTTP.row("approver-user", "rule.disable", rule, "denied"),
          RolesOverHTTP.row("operator-user", "rule.disable", rule, "allowed"),
          RolesOverHTTP.row("operator-user", "rule.enable", rule, "allowed"),
        ])
    }
  }
}
