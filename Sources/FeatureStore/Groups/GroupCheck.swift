import Warehouse

/// What must be true of a definition before a group is made of it.
struct GroupCheck {
  let group: FeatureGroup
  /// Where the definition comes from, for remedies.
  let origin: DefinitionOrigin

  /// So many features fit into a table of SQLite, with the columns of the store itself and those of its questions.
  static let mostFeatures = 1_990

  func run() throws {
    guard group.features.count <= Self.mostFeatures else {
      throw FeatureStoreError(
        code: "too-many-features", subject: "feature group \(group.name)",
        expected: "at most \(Self.mostFeatures) features", found: "\(group.features.count)",
        remedy: "split them into several groups with the same record identifier; `features dataset` joins them")
    }
    if let reason = Self.fault(ofGroupName: group.name) {
      throw FeatureStoreError.invalidGroupName(group.name, reason: reason, origin)
    }
    var seen: Set<String> = []
    for feature in group.features {
      try check(feature)
      guard seen.insert(feature.name.lowercased()).inserted else {
        throw FeatureStoreError.invalidFeatureName(
          feature.name, in: group.name, reason: "twice in the group", origin)
      }
    }
    for (role, key) in [("record identifier", group.recordIdentifier), ("event time", group.eventTime)]
    where !group.features.contains(where: { $0.name == key }) {
      throw FeatureStoreError(
        code: "feature-group-keys", subject: "feature group \(group.name)",
        expected: "its \(role) among its features: \(group.features.map(\.name).joined(separator: ", "))",
        found: "no feature \(key)", remedy: origin.keyRemedy(role, key))
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
        remedy: origin.typeRemedy(
          group.recordIdentifier, types: "Integral or String",
          query: "CAST(\(Identifier.quoted(group.recordIdentifier)) AS INTEGER)"))
    }
    guard group.feature(group.eventTime)?.type == .string else {
      throw FeatureStoreError(
        code: "feature-group-keys", subject: "feature group \(group.name), feature \(group.eventTime)",
        expected: "an event time of type String, such as 2026-01-31T00:00:00.000Z",
        found: group.feature(group.eventTime)?.type.rawValue ?? "nothing",
        remedy: origin.typeRemedy(
          group.eventTime, types: "String",
          query: "strftime('%Y-%m-%dT%H:%M:%fZ', \(Identifier.quoted(group.eventTime)), 'unixepoch')"))
    }
  }

  private static func fault(ofGroupName name: String) -> String? {
    let lower = name.lowercased()
    if name.isEmpty { return "empty" }
    if !Identifier.isPlain(name) { return "other characters, or too long" }
    if FeatureGroupTable.reservedTables.contains(lower) { return "a table of the store itself" }
    if lower.hasPrefix("sqlite_") { return "sqlite_ is kept for SQLite" }
    if lower.hasSuffix("__latest") { return "__latest is kept for views of newest records" }
    return nil
  }

  private func check(_ feature: Feature) throws {
    func refuse(_ reason: String) -> FeatureStoreError {
      .invalidFeatureName(feature.name, in: group.name, reason: reason, origin)
    }
    if feature.name.isEmpty { throw refuse("empty") }
    if feature.name.utf8.count > 128 { throw refuse("\(feature.name.utf8.count) bytes") }
    if feature.name.contains("\0") { throw refuse("no text") }
    if FeatureGroupTable.bookkeeping.contains(feature.name.lowercased()) {
      throw refuse("kept for the store itself")
    }
    let subject = "feature group \(group.name), feature \(feature.name)"
    guard feature.type != .string || (feature.minimum == nil && feature.maximum == nil) else {
      throw FeatureStoreError(
        code: "feature-range", subject: subject, expected: "a range for numbers only", found: "a range of text",
        remedy: "leave the range out, or give the feature the type Integral or Fractional")
    }
    if let minimum = feature.minimum, let maximum = feature.maximum, minimum > maximum {
      throw FeatureStoreError(
        code: "feature-range", subject: subject, expected: "a minimum that is not above the maximum",
        found: "\(ValueRange.text(minimum)) and \(ValueRange.text(maximum))", remedy: "correct the range")
    }
  }
}
