import Access
import Endpoints
import Events
import Hummingbird
import Operations

extension APIRoutes {
  private static let settings: Set = ["max_concurrency", "memory_size_mb", "idle_seconds", "capture_percent"]

  /// Endpoints: what serves and what served, and the deployments that an operator makes.
  func addEndpoints(to router: Router<ServerContext>) {
    router.get("api/endpoints") { request, _ in try await look(request) { try .rows(of: "endpoints", in: $0) } }
    router.get("api/endpoints/:name/history") { request, context in
      let (name, limit) = (try context.part("name"), request.uri.queryParameters.get("limit"))
      return try await look(request) { stockroom in
        try stockroom.endpoints.demandHistory(of: name)
        return try .rows(of: "endpoint_history", [("endpoint", name), ("limit", limit)], in: stockroom)
      }
    }
    router.post("api/endpoints/:name/deploy") { request, context in
      let name = try context.part("name")
      let members = Self.settings.union(["group", "model_version", "reason"])
      return try await change(request, .deploy, "endpoint.deploy", name, members: members, isLong: true) {
        stockroom, body in
        let isNew = try !stockroom.endpoints.endpoints().contains { $0.name == name }
        let outcome = try stockroom.deployment.deploy(
          asked: name, group: body.text("group"), version: body.integer("model_version"), settings: body.settings(),
          reason: body.text("reason"))
        return .endpoint(outcome, isNew: isNew)
      }
    }
    router.patch("api/endpoints/:name") { request, context in
      let name = try context.part("name")
      return try await change(
        request, .deploy, "endpoint.configure", name, members: Self.settings.union(["reason"]), isLong: true
      ) { stockroom, body in
        let settings = try body.settings()
        guard settings != EndpointSettingsChange() else {
          throw ServerError.body("at least one of \(Self.settings.sorted().joined(separator: ", "))", "none")
        }
        return .endpoint(
          try stockroom.deployment.configure(name, settings: settings, reason: body.text("reason")), isNew: false)
      }
    }
    router.post("api/endpoints/:name/rollback") { request, context in
      let name = try context.part("name")
      return try await change(
        request, .deploy, "endpoint.rollback", name, members: ["config_version", "reason"], isLong: true
      ) { stockroom, body in
        .endpoint(
          try stockroom.deployment.rollBack(
            name, to: body.integer("config_version"), reason: body.text("reason")), isNew: false)
      }
    }
    router.delete("api/endpoints/:name") { request, context in
      let name = try context.part("name")
      return try await change(request, .deploy, "endpoint.delete", name, members: ["reason"], isLong: true) {
        stockroom, body in
        try stockroom.deployment.delete(name, reason: body.text("reason"))
        return .json(JSONValue.object(["endpoint_name": .string(name), "deleted": true]).description)
      }
    }
  }
}

extension JSONBody {
  /// The settings of an endpoint that are to change.
  fileprivate func settings() throws -> EndpointSettingsChange {
    EndpointSettingsChange(
      maxConcurrency: try integer("max_concurrency"), memorySizeMB: try integer("memory_size_mb"),
      idleSeconds: try integer("idle_seconds"), capturePercent: try number("capture_percent"))
  }
}

extension Answer {
  /// What a deployment came to: the endpoint as it is now, and whether anything changed.
  fileprivate static func endpoint(_ outcome: EndpointDeployment.Outcome, isNew: Bool) -> Answer {
    let endpoint = outcome.endpoint
    var members: [String: JSONValue] = [
      "endpoint_name": .string(endpoint.name), "endpoint_status": .string(endpoint.status.rawValue),
      "changed": .boolean(outcome.changed),
    ]
    if let config = endpoint.config {
      let settings = config.settings
      members.merge([
        "config_version": .number(Double(config.version)), "model_package_group_name": .string(config.group),
        "model_package_version": .number(Double(config.modelVersion)),
        "max_concurrency": .number(Double(settings.maxConcurrency)),
        "memory_size_mb": .number(Double(settings.memorySizeMB)),
        "idle_seconds": .number(Double(settings.idleSeconds)), "capture_percent": .number(settings.capturePercent),
      ]) { $1 }
    }
    return .json(JSONValue.object(members).description, status: isNew ? .created : .ok)
  }
}
