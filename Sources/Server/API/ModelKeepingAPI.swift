import Access
import Events
import Hummingbird
import ModelRegistry
import Operations

extension APIRoutes {
  /// What is no decision: the archive, aliases, and whether a group asks for four eyes.
  func addModelKeeping(to router: Router<ServerContext>) {
    for (word, undo) in [("archive", false), ("unarchive", true)] {
      router.post("api/models/:group/:version/\(word)") { request, context in
        let (group, version) = (try context.part("group"), try context.part("version"))
        return try await change(request, .decide, "model.\(word)", "\(group)/\(version)") { stockroom, _ in
          let package = try stockroom.models.package(group, named: version)
          let hasChanged = try stockroom.models.archive(group, version: package.version, undo: undo)
          let answer: JSONValue = [
            "model_package_group_name": .string(group), "model_package_version": .number(String(package.version)),
            "archived": .boolean(!undo), "changed": .boolean(hasChanged),
          ]
          return .json(answer.description)
        }
      }
    }
    router.put("api/models/:group/aliases/:alias") { request, context in
      let (group, alias) = (try context.part("group"), try context.part("alias"))
      return try await change(request, .decide, "model.alias", "\(group)/\(alias)", members: ["version"]) {
        stockroom, body in
        let package = try stockroom.models.package(group, named: body.word("version"))
        let before = try stockroom.models.setAlias(alias, group, version: package.version)
        let answer: JSONValue = [
          "model_package_group_name": .string(group), "alias": .string(alias),
          "model_package_version": .number(String(package.version)),
          "previous_version": before.map { .number(String($0)) } ?? .null,
        ]
        return .json(answer.description)
      }
    }
    router.delete("api/models/:group/aliases/:alias") { request, context in
      let (group, alias) = (try context.part("group"), try context.part("alias"))
      return try await change(request, .decide, "model.alias", "\(group)/\(alias)") { stockroom, _ in
        try stockroom.models.removeAlias(alias, group)
        let answer: JSONValue = [
          "model_package_group_name": .string(group), "alias": .string(alias), "removed": true,
        ]
        return .json(answer.description)
      }
    }
    router.patch("api/models/:group") { request, context in
      let group = try context.part("group")
      return try await change(request, .administer, "model.four-eyes", group, members: ["four_eyes"]) {
        stockroom, body in
        guard let isOn = try body.flag("four_eyes") else {
          throw ServerError.body("true or false in four_eyes", "none")
        }
        try stockroom.models.setFourEyes(isOn, group: group)
        let answer: JSONValue = ["model_package_group_name": .string(group), "four_eyes": .boolean(isOn)]
        return .json(answer.description)
      }
    }
  }
}

extension JSONBody {
  /// A version: a number, an alias or `latest`.
  fileprivate func word(_ name: String) throws -> String {
    if let text = try? text(name) { return text }
    guard let number = try? integer(name) else { throw ServerError.body("a version in \(name)", "none") }
    return String(number)
  }
}
