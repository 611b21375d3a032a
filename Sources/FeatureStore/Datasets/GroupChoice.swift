import Foundation

/// The groups and features of a dataset as a user names them: `a,b` and `x,b.y`.
public struct GroupChoice: Sendable {
  /// The groups in the order in which they were named, with the wanted features in the order in which those were.
  public let choices: [DatasetRequest.Choice]

  /// Reads groups and features, each separated by commas.
  /// - Parameters:
  ///   - features: `FEATURE` where one of the groups has it, `GROUP.FEATURE` or `GROUP__FEATURE`; all of them where `nil`.
  /// - Throws: ``FeatureStoreError`` for an unknown group or feature, one that comes twice, a feature that several of the
  ///   groups have, and a group of which nothing is wanted.
  public init(_ groups: String, features: String?, in store: FeatureStore) throws {
    let names = Self.words(groups)
    try Self.checkOnce(names, "group", option: "--groups")
    let known = try names.map(store.existingGroup)
    guard let features else {
      choices = names.map { DatasetRequest.Choice($0) }
      return
    }
    var wanted = names.map { DatasetRequest.Choice($0, features: []) }
    for word in Self.words(features) {
      let (index, feature) = try Self.find(word, in: known)
      wanted[index].features?.append(feature)
    }
    for choice in wanted {
      try Self.checkOnce(choice.features ?? [], "feature", option: "--features", of: choice.group)
      guard choice.features?.isEmpty == true else { continue }
      throw FeatureStoreError(
        code: "unused-group", subject: "feature group \(choice.group)", expected: "a feature of it among --features",
        found: "none", remedy: "name one, or take \(choice.group) out of --groups")
    }
    choices = wanted
  }

  private static func find(_ word: String, in groups: [FeatureGroup]) throws -> (group: Int, feature: String) {
    var found: [(group: Int, feature: String)] = []
    for (index, group) in groups.enumerated() {
      for text in [word] + ["\(group.name).", "\(group.name)__"].compactMap({ word.dropping($0) }) {
        guard let feature = group.feature(text) else { continue }
        found.append((index, feature.name))
        break
      }
    }
    guard let first = found.first else {
      let all = groups.flatMap { group in group.values.map { "\(group.name).\($0.name)" } }
      throw FeatureStoreError(
        code: "unknown-feature", subject: "feature \(word)", expected: "one of \(all.joined(separator: ", "))",
        found: "no such feature", remedy: "check the name")
    }
    guard found.count == 1 else {
      let forms = found.map { "\(groups[$0.group].name).\($0.feature)" }
      throw FeatureStoreError(
        code: "ambiguous-feature", subject: "feature \(word)", expected: "a feature of one group",
        found: "it is in \(found.map { groups[$0.group].name }.joined(separator: " and "))",
        remedy: "write \(forms.joined(separator: " or ")), or both: --features \(forms.joined(separator: ","))")
    }
    return first
  }

  private static func words(_ text: String) -> [String] {
    text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  private static func checkOnce(_ names: [String], _ what: String, option: String, of group: String? = nil) throws {
    var seen: Set<String> = []
    guard let twice = names.first(where: { !seen.insert($0.lowercased()).inserted }) else { return }
    throw FeatureStoreError(
      code: "named-twice", subject: "\(group.map { "feature group \($0), " } ?? "")\(what) \(twice)",
      expected: "every \(what) once in \(option)", found: "it twice", remedy: "take one of them out")
  }
}

extension String {
  fileprivate func dropping(_ prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
