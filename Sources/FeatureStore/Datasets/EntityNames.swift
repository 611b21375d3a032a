/// The names of the columns that rows of a request come with.
struct EntityNames {
  let names: [String]
  /// The file, or `entities`.
  let origin: String

  /// - Throws: ``FeatureStoreError`` for a name that comes twice, and where the time or the record identifier of a group is
  ///   missing.
  func check(time: String, groups: [FeatureGroup]) throws {
    // SQL names do not differ by case alone.
    var seen: Set<String> = []
    if let twice = names.first(where: { !seen.insert($0.lowercased()).inserted }) {
      throw FeatureStoreError(
        code: "duplicate-column", subject: "\(origin), column \(twice)", expected: "distinct names",
        found: "the name more than once", remedy: "rename one of them, in a query with AS")
    }
    guard names.contains(time) else {
      throw FeatureStoreError(
        code: "entity-time", subject: origin, expected: "a column \(time) with the time of each row",
        found: "the columns \(names.joined(separator: ", "))",
        remedy: "name the time \(time), in a query with AS, or say which column it is with --entity-time")
    }
    for group in groups where !names.contains(group.recordIdentifier) {
      throw FeatureStoreError(
        code: "entity-identifier", subject: "\(origin) for feature group \(group.name)",
        expected: "a column \(group.recordIdentifier), the group's record identifier",
        found: "the columns \(names.joined(separator: ", "))",
        remedy: "add the column, or rename it, in a query with AS \(group.recordIdentifier)")
    }
  }
}
