import Access
import Events
import Hummingbird
import Operations
import Pipelines

extension APIRoutes {
  /// What runs by itself: rules, schedules and deliveries, which an operator pauses, resumes and sends again.
  func addRules(to router: Router<ServerContext>) {
    router.get("api/rules") { request, _ in try await look(request) { try .rows(of: "event_rules", in: $0) } }
    for (word, isEnabled) in [("enable", true), ("disable", false)] {
      router.post("api/rules/:name/\(word)") { request, context in
        let name = try context.part("name")
        return try await change(request, .run, "rule.\(word)", name) { stockroom, _ in
          try stockroom.rules.setEnabled(isEnabled, rule: name)
          return .state("rule_name", name, isEnabled ? "ENABLED" : "DISABLED")
        }
      }
    }
    router.get("api/schedules") { request, _ in try await look(request) { try .rows(of: "schedules", in: $0) } }
    router.post("api/schedules/:name/pause") { request, context in
      let name = try context.part("name")
      return try await change(request, .run, "schedule.pause", name) { stockroom, _ in
        try stockroom.schedules.pause(name)
        return .state("schedule_name", name, "Paused")
      }
    }
    router.post("api/schedules/:name/resume") { request, context in
      let name = try context.part("name")
      return try await change(request, .run, "schedule.resume", name) { stockroom, _ in
        try stockroom.schedules.resume(name)
        return .state("schedule_name", name, "Enabled")
      }
    }
    router.get("api/deliveries") { request, _ in
      let query = request.uri.queryParameters
      let parameters = ["status", "event", "rule", "limit"].map { ($0, query.get($0)) }
      return try await look(request) { try .rows(of: "event_deliveries", parameters, in: $0) }
    }
    router.post("api/deliveries/:id/retry") { request, context in
      let text = try context.part("id")
      guard let id = Int64(text) else { throw ServerError.body("the number of a delivery", text) }
      return try await change(request, .run, "delivery.retry", text) { stockroom, _ in
        _ = try stockroom.deadLetters.retry([id])
        return .state("delivery_id", text, "Pending")
      }
    }
  }
}
