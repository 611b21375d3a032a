import Access
import Endpoints
import Fixtures
import Foundation
import ModelRegistry
import Server
import Testing
import Warehouse

@Suite("Endpoints over HTTP")
struct EndpointAPITests {
  private static let path = "/api/endpoints/prod"

  @Test("an operator deploys, changes settings, rolls back and deletes; the audit has the name")
  func deployments() async throws {
    try await RolesOverHTTP.run { server in
      try ServedModels.approved(level: 2, in: server.temporary.warehouse)
      let deployed = try server.call(
        "POST", "\(Self.path)/deploy", as: "operator", #"{"model_version":2,"reason":"better","max_concurrency":7}"#)
      #expect(deployed.status == 200, "\(deployed.text)")
      #expect(deployed.json["model_package_version"] as? Int == 2)
      #expect(deployed.json["max_concurrency"] as? Int == 7)
      #expect(deployed.json["endpoint_status"] as? String == "InService")
      #expect(deployed.json["changed"] as? Bool == true)
      var text = ""
      for _ in 0..<20_000 where !text.hasPrefix("20") {
        text = try server.call("POST", "/endpoints/prod/invocations", as: "operator", "1,2,0,3").text
      }
      #expect(text.hasPrefix("20"))
      let again = try server.call("POST", "\(Self.path)/deploy", as: "operator", #"{"model_version":2}"#)
      #expect(again.json["changed"] as? Bool == false)

      let back = try server.call("POST", "\(Self.path)/rollback", as: "operator", #"{"reason":"worse"}"#)
      #expect(back.status == 200 && back.json["model_package_version"] as? Int == 1)
      // Settings alone never bring the other model back, by either way.
      let changed = try server.call("PATCH", Self.path, as: "operator", #"{"idle_seconds":60,"capture_percent":12.5}"#)
      #expect(changed.json["model_package_version"] as? Int == 1)
      #expect(changed.json["idle_seconds"] as? Int == 60 && changed.json["capture_percent"] as? Double == 12.5)
      let other = try server.call("POST", "\(Self.path)/deploy", as: "operator", #"{"idle_seconds":0}"#)
      #expect(other.json["model_package_version"] as? Int == 1 && other.json["idle_seconds"] as? Int == 0)
      let newest = try server.call("POST", "\(Self.path)/deploy", as: "operator")
      #expect(newest.json["model_package_version"] as? Int == 2)

      let history = try server.call("GET", "\(Self.path)/history?limit=1", as: "viewer").text
      #expect(history.contains(#""changed_by":"operator-user""#))
      #expect(try server.call("GET", "/api/endpoints", as: "viewer").text.contains(#""prod""#))
      #expect(try server.call("DELETE", Self.path, as: "operator", #"{"reason":"over"}"#).status == 200)
      #expect(try server.call("DELETE", Self.path, as: "operator").status == 404)
      let made = try server.call("POST", "\(Self.path)/deploy", as: "operator", #"{"group":"Demand"}"#)
      #expect(made.status == 201)
      #expect(
        try RolesOverHTTP.audit(server).map { $0[1] }
          == [
            "endpoint.deploy", "endpoint.rollback", "endpoint.deploy", "endpoint.deploy", "endpoint.deploy",
            "endpoint.delete", "endpoint.create",
          ].map(SQLValue.text))
      #expect(try RolesOverHTTP.audit(server).allSatisfy { $0[0] == .text("operator-user") })
    }
  }

  @Test(
    "who may not deploy is refused, changes nothing, and is in the audit", arguments: ["viewer", "approver", "nobody"])
  func refusals(token: String) async throws {
    try await RolesOverHTTP.run { server in
      let before = try EndpointCatalog(server.temporary.warehouse).endpoint("prod")
      let calls = [
        ("POST", "\(Self.path)/deploy"), ("PATCH", Self.path), ("POST", "\(Self.path)/rollback"),
        ("DELETE", Self.path),
      ]
      for (method, path) in calls {
        let answer = try server.call(method, path, as: token, #"{"max_concurrency":1}"#)
        #expect(answer.status == (token == "nobody" ? 401 : 403), "\(method) \(path)")
      }
      #expect(try EndpointCatalog(server.temporary.warehouse).endpoint("prod") == before)
      let actions = ["endpoint.deploy", "endpoint.configure", "endpoint.rollback", "endpoint.delete"]
      #expect(
        try RolesOverHTTP.audit(server)
          == (token == "nobody"
            ? [] : actions.map { RolesOverHTTP.row("\(token)-user", $0, "prod", "denied") }))
    }
  }

  @Test("what cannot be done says why: 404, 409 or 400, and the endpoint stays as it is")
  func states() async throws {
    try await RolesOverHTTP.run { server in
      let warehouse = server.temporary.warehouse
      try ServedModels.register(level: 2, in: warehouse)
      let damaged = try ServedModels.approved(level: 3, in: warehouse)
      try ServedModels.damage(damaged, in: warehouse)
      let calls: [(String, String, String, Int, String)] = [
        ("POST", "prod/deploy", #"{"model_version":2}"#, 409, "not-approved"),
        ("POST", "prod/deploy", #"{"model_version":99}"#, 404, "unknown-model"),
        ("POST", "prod/deploy", #"{"model_version":1.5}"#, 400, "request-body"),
        ("POST", "prod/deploy", #"{"model":1}"#, 400, "request-body"),
        ("POST", "prod/deploy", #"{"max_concurrency":0}"#, 400, "parameter-value"),
        ("POST", "prod/deploy", #"{"group":"None"}"#, 409, "no-approved-version"),
        ("POST", "prod/deploy", "[", 400, "request-body"),
        ("POST", "new/deploy", "", 400, "missing-parameter"),
        ("POST", "-/deploy", #"{"group":"Demand","model_version":1}"#, 400, "parameter-value"),
        ("PATCH", "prod", "", 400, "request-body"), ("PATCH", "none", #"{"idle_seconds":1}"#, 404, "unknown-endpoint"),
        ("POST", "prod/rollback", "", 409, "nothing-to-roll-back-to"),
        ("POST", "none/rollback", "", 404, "unknown-endpoint"), ("DELETE", "none", "", 404, "unknown-endpoint"),
        ("GET", "none/history", "", 404, "unknown-endpoint"),
        ("POST", "prod/deploy", #"{"model_version":3}"#, 409, "damaged-artifact"),
      ]
      let before = try EndpointCatalog(warehouse).endpoint("prod").config
      for (method, path, body, status, code) in calls {
        let answer = try server.call(method, "/api/endpoints/\(path)", as: "admin", body)
        #expect(answer.status == status, "\(method) \(path) \(body): \(answer.text)")
        #expect(answer.json["code"] as? String == code, "\(method) \(path) \(body)")
        #expect(try EndpointCatalog(warehouse).endpoint("prod").config == before)
      }
    }
  }

  @Test("an approver sets aliases and archives; an operator does not; only an admin asks for four eyes")
  func modelKeeping() async throws {
    try await RolesOverHTTP.run { server in
      let warehouse = server.temporary.warehouse
      let waiting = try ServedModels.register(level: 2, in: warehouse)
      let models = "/api/models/Demand"
      let set = try server.call("PUT", "\(models)/aliases/challenger", as: "approver", #"{"version":2}"#)
      #expect(set.status == 200 && set.json["model_package_version"] as? Int == waiting)
      let moved = try server.call("PUT", "\(models)/aliases/challenger", as: "approver", #"{"version":"1"}"#)
      #expect(moved.json["previous_version"] as? Int == 2)
      #expect(
        try server.call("GET", "\(models)/challenger", as: "viewer").json["model_package_version"] as? Int == 1)
      #expect(try server.call("PUT", "\(models)/aliases/latest", as: "approver", #"{"version":1}"#).status == 400)
      #expect(try server.call("PUT", "\(models)/aliases/x", as: "approver", "{}").status == 400)
      #expect(try server.call("PUT", "\(models)/aliases/x", as: "operator", #"{"version":1}"#).status == 403)
      #expect(try server.call("DELETE", "\(models)/aliases/challenger", as: "approver").status == 200)
      #expect(try server.call("DELETE", "\(models)/aliases/challenger", as: "approver").status == 404)

      let archived = try server.call("POST", "\(models)/2/archive", as: "approver")
      #expect(archived.status == 200 && archived.json["changed"] as? Bool == true)
      #expect(try server.call("POST", "\(models)/2/archive", as: "approver").json["changed"] as? Bool == false)
      #expect(try server.call("POST", "\(models)/2/approve", as: "approver").status == 409)
      #expect(try server.call("POST", "\(models)/2/unarchive", as: "approver").status == 200)
      #expect(try server.call("POST", "\(models)/1/archive", as: "approver").status == 409)
      #expect(try server.call("POST", "\(models)/2/archive", as: "operator").status == 403)

      #expect(try server.call("PATCH", models, as: "approver", #"{"four_eyes":true}"#).status == 403)
      #expect(try server.call("PATCH", models, as: "admin", "{}").status == 400)
      #expect(try server.call("PATCH", "/api/models/None", as: "admin", #"{"four_eyes":true}"#).status == 404)
      #expect(try server.call("PATCH", models, as: "admin", #"{"four_eyes":true}"#).status == 200)
      try ServedModels.register(level: 3, in: warehouse.acting(as: "approver-user"))
      #expect(try server.call("POST", "\(models)/3/approve", as: "approver").json["code"] as? String == "four-eyes")
      #expect(
        try RolesOverHTTP.audit(server).filter { $0[3] == .text("allowed") }.map { Array($0[0...1]) }
          == [
            ["approver-user", "model.alias"], ["approver-user", "model.alias"], ["approver-user", "model.alias"],
            ["approver-user", "model.archive"], ["approver-user", "model.unarchive"],
            ["admin-user", "model.four-eyes"],
            ["approver-user", "model.register"],
          ].map { $0.map(SQLValue.text) })
    }
  }
}
