import Access
import Events
import Hummingbird
import Operations
import Warehouse

extension APIRoutes {
  /// Users, tokens and the audit: an admin's business.
  func addUsers(to router: Router<ServerContext>) {
    router.get("api/users") { request, _ in
      try await look(request, to: .administer) { try .rows(of: "users", in: $0) }
    }
    router.post("api/users") { request, _ in
      try await change(request, .administer, "user.add", "a user", members: ["name", "role"]) { stockroom, body in
        let (name, role) = (try body.required("name"), try body.role("role") ?? .viewer)
        try stockroom.access.addUser(name, role: role)
        let answer: JSONValue = ["user_name": .string(name), "role": .string(role.rawValue)]
        return .json(answer.description, status: .created)
      }
    }
    router.patch("api/users/:name") { request, context in
      let name = try context.part("name")
      return try await change(request, .administer, "user.change", name, members: ["role", "disabled"]) {
        stockroom, body in
        let (role, isDisabled) = (try body.role("role"), try body.flag("disabled"))
        guard role != nil || isDisabled != nil else { throw ServerError.body("role or disabled", "neither") }
        if let role { try stockroom.access.setRole(role, of: name) }
        if let isDisabled { try stockroom.access.setDisabled(isDisabled, user: name) }
        let answer: JSONValue = [
          "user_name": .string(name), "role": .text(role?.rawValue),
          "disabled": isDisabled.map(JSONValue.boolean) ?? .null,
        ]
        return .json(answer.description)
      }
    }
    router.post("api/users/:name/tokens") { request, context in
      let name = try context.part("name")
      return try await change(request, .administer, "token.create", name, members: ["label", "days"]) {
        stockroom, body in
        let days = try body.number("days")
        guard days.map({ $0 > 0 && $0 <= 36_500 }) ?? true else {
          throw ServerError.body("days above 0 and up to 36500", "\(days ?? 0)")
        }
        let made = try stockroom.access.createToken(user: name, label: body.text("label"), days: days)
        let answer: JSONValue = [
          "token_id": .string(made.id), "user_name": .string(name), "token": .string(made.token),
        ]
        return .json(answer.description, status: .created)
      }
    }
    router.get("api/tokens") { request, _ in
      let user = request.uri.queryParameters.get("user")
      return try await look(request, to: .administer) { stockroom in
        let now = stockroom.warehouse.surroundings.now().description
        return try .rows(of: "tokens", [("user", user), ("now", now)], in: stockroom)
      }
    }
    router.delete("api/tokens/:id") { request, context in
      let id = try context.part("id")
      return try await change(request, .administer, "token.revoke", id) { stockroom, _ in
        try stockroom.access.revokeToken(id)
        return .json(JSONValue.object(["token_id": .string(id), "revoked": true]).description)
      }
    }
    router.get("api/audit") { request, _ in
      let query = request.uri.queryParameters
      let parameters = ["actor", "action", "limit"].map { ($0, query.get($0)) }
      return try await look(request, to: .administer) { try .rows(of: "audit", parameters, in: $0) }
    }
  }
}
