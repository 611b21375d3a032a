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

  static func unknownGroup(_ name: String, known: [String]) -> FeatureStoreError {
    FeatureStoreError(
      code: "unknown-feature-group", subject: "feature group \(name)",
      expected: known.isEmpty ? "a feature group" : "one of \(known.joined(separator: ", "))", found: "no such group",
      remedy: known.isEmpty ? "run a pipeline: its first step fills its feature group" : "check the name")
  }

  static func invalidName(_ subject: String, _ name: String, reason: String) -> FeatureStoreError {
    FeatureStoreError(
      code: "feature-name", subject: subject, expected: "letters, digits and underscores, and no reserved word",
      found: "\"\(name)\" (\(reason))", remedy: "rename it with AS in the query")
  }

  static func changed(_ group: String, _ what: String) -> FeatureStoreError {
    FeatureStoreError(
      code: "feature-group-changed", subject: "feature group \(group)",
      expected: "the features that the group was created with", found: what,
      remedy: "name another feature_group in pipeline.yml, or go back to the features that the group has")
  }
}
