public import Diagnostics

/// What can go wrong with feature groups and their records.
public struct FeatureStoreError: Diagnostic {
  /// A short stable word to match on.
  public let code: String
  /// What the error is about.
  public let subject: String
  /// What would have been right, if anything in particular.
  public let expected: String?
  /// What was there instead.
  public let found: String
  /// What to do about it.
  public let remedy: String?

  /// Creates an error. See ``Diagnostics/Diagnostic`` for the meaning of its parts.
  public init(code: String, subject: String, expected: String? = nil, found: String, remedy: String? = nil) {
    self.code = code
    self.subject = subject
    self.expected = expected
    self.found = found
    self.remedy = remedy
  }

  static func unknownGroup(_ name: String, known: [String]) -> FeatureStoreError {
    FeatureStoreError(
      code: "unknown-feature-group", subject: "feature group \(name)",
      expected: known.isEmpty ? "a feature group" : "one of \(known.joined(separator: ", "))", found: "no such group",
      remedy: known.isEmpty
        ? "run a pipeline, whose first step fills its feature group, or make one with `stockroom features create`"
        : "check the name")
  }

  static func invalidGroupName(_ name: String, reason: String, _ origin: DefinitionOrigin) -> FeatureStoreError {
    FeatureStoreError(
      code: "feature-name", subject: "feature group \(name)",
      expected: "a letter or underscore, then letters, digits and underscores, 128 at most",
      found: "\"\(name)\" (\(reason))", remedy: origin.groupNameRemedy)
  }

  static func invalidFeatureName(
    _ name: String, in group: String, reason: String, _ origin: DefinitionOrigin
  ) -> FeatureStoreError {
    FeatureStoreError(
      code: "feature-name", subject: "feature group \(group), feature \(name)",
      expected: "a name of 1 to 128 bytes that no other feature has, and not one that the store keeps for itself",
      found: "\"\(name)\" (\(reason))", remedy: origin.featureNameRemedy)
  }

  /// A feature that a group lacks.
  public static func unknownFeature(_ name: String, in group: FeatureGroup) -> FeatureStoreError {
    FeatureStoreError(
      code: "unknown-feature", subject: "feature group \(group.name), feature \(name)",
      expected: "one of \(group.features.map(\.name).joined(separator: ", "))", found: "no such feature",
      remedy: "check the name")
  }
}
