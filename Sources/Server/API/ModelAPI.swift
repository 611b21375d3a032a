import Access
import Events
import Hummingbird
import ModelRegistry
import Operations

extension APIRoutes {
  private static let decisions: [(word: String, action: String, status: ApprovalStatus)] = [
    ("approve", "model.approve", .approved), ("reject", "model.reject", .rejected),
    ("reopen", "model.reopen", .pending),
  ]

  /// Model versions: a list, one of them, and decisions about it.
  func addModels(to router: Router<ServerContext>) {
    router.get("api/models") { request, _ in
      let query = request.uri.queryParameters
      let parameters = [("group", query.get("group")), ("archived", query.get("archived") == "true" ? "1" : nil)]
      return try await look(request) { try .rows(of: "models", parameters, in: $0) }
    }
    router.get("api/models/:group/:version") { request, context in
      let (group, version) = (try context.part("group"), try context.part("version"))
      return try await look(request) { stockroom in
        .json(try stockroom.models.package(group, named: version).jsonText)
      }
    }
    for decision in Self.decisions {
      router.post("api/models/:group/:version/\(decision.word)") { request, context in
        let (group, word) = (try context.part("group"), try context.part("version"))
        return try await change(request, .decide, decision.action, "\(group)/\(word)", members: ["reason"]) {
          stockroom, body in
          let reason = try body.text("reason")
          let version = try stockroom.models.package(group, named: word).version
          let result = try stockroom.models.decide(group, version: version, decision.status, reason: reason)
          let answer: JSONValue = [
            "model_package_group_name": .string(group), "model_package_version": .number(String(version)),
            "approval_status": .string(result.package.status.rawValue),
            "previous_status": .string(result.previous.rawValue), "changed": .boolean(result.hasChanged),
            "event_id": .text(result.event),
          ]
          return .json(answer.description)
        }
      }
    }
  }
}
