import Warehouse

/// What must be true of a definition before a group is made of it.
struct GroupCheck {
  let group: FeatureGroup

  func run() throws {
    let name = group.name.lowercased()
    guard Identifier.isPlain(name), !FeatureGroupTable.reservedTables.contains(name), !name.hasPrefix("sqlite_"),
      !name.hasSuffix("__latest")
    else {
      throw FeatureStoreError.invalidName("feature group \(group.name)", group.name, reason: "not allowed for a group")
    }
    var seen: Set<String> = []
    for feature in group.features {
      try Self.check(feature, of: group.name)
      guard seen.insert(feature.name.lowercased()).inserted else {
        throw FeatureStoreError.invalidName(
          "feature group \(group.name), feature \(feature.name)", feature.name, reason: "twice in the group")
      }
    }
    for key in [group.recordIdentifier, group.eventTime] where !group.features.contains(where: { $0.name == key }) {
      throw FeatureStoreError(
        code: "feature-group-keys", subject: "feature group \(group.name)",
        expected: "its record identifier and its event time among its features", found: "no feature \(key)",
        remedy: "add the feature, or name one that the group has")
    }
    guard group.recordIdentifier != group.eventTime else {
      throw FeatureStoreError(
        code: "feature-group-keys", subject: "feature group \(group.name)",
        expected: "two different features as record identifier and event time", found: "\(group.eventTime) as both",
        remedy: "name a feature that identifies a record")
    }
    guard group.identifierType != .fractional else {
      throw FeatureStoreError(
        code: "feature-group-keys", subject: "feature group \(group.name), feature \(group.recordIdentifier)",
        expected: "a record identifier of type Integral or String", found: "Fractional",
        remedy: "cast it in the query, as in CAST(\(group.recordIdentifier) AS INTEGER)")
    }
    guard group.feature(group.eventTime)?.type == .string else {
      throw FeatureStoreError(
        code: "feature-group-keys", subject: "feature group \(group.name), feature \(group.eventTime)",
        expected: "an event time of type String, such as 2026-01-31T00:00:00.000Z",
        found: group.feature(group.eventTime)?.type.rawValue ?? "nothing",
        remedy: "make text of it in the query, as in strftime('%Y-%m-%dT%H:%M:%fZ', \(group.eventTime), 'unixepoch')")
    }
  }

  static func check(_ feature: Feature, of group: String) throws {
    let subject = "feature group \(group), feature \(feature.name)"
    guard !feature.name.isEmpty, feature.name.utf8.count <= 128, !feature.name.contains("\0") else {
      throw FeatureStoreError.invalidName(subject, feature.name, reason: "empty, too long or not text")
    }
    if FeatureGroupTable.bookkeeping.contains(feature.name.lowercased()) {
      throw FeatureStoreError.invalidName(subject, feature.name, reason: "kept for the store itself")
    }
    guard feature.type != .string || (feature.minimum == nil && feature.maximum == nil) else {
      throw FeatureStoreError(
        code: "feature-range", subject: subject, expected: "a range for numbers only", found: "a range of text",
        remedy: "take minimum and maximum out of the definition")
    }
    if let minimum = feature.minimum, let maximum = feature.maximum, minimum > maximum {
      throw FeatureStoreError(
        code: "feature-range", subject: subject, expected: "a minimum that is not above the maximum",
        found: "\(minimum) and \(maximum)", remedy: "correct the range")
    }
  }
}
