extension Booster {
  /// Whether the model file named its features; a file without names gives them `f0`, `f1`, ….
  public var hasOwnFeatureNames: Bool {
    !features.enumerated().allSatisfy { $1.name == "f\($0)" }
  }

  /// The same model with other names for its features.
  /// - Parameter names: As many distinct names as there are features, in their order.
  /// - Throws: ``BoostingError`` where the names are too few, too many or not distinct.
  public func namingFeatures(_ names: [String]) throws -> Booster {
    guard names.count == features.count else {
      throw BoostingError.featureNames(expected: "\(features.count) names", found: "\(names.count)")
    }
    guard Set(names).count == names.count, !names.contains("") else {
      throw BoostingError.featureNames(expected: "distinct names", found: names.joined(separator: ", "))
    }
    return Booster(
      objective: objective, baseScores: baseScores,
      features: zip(features, names).map { Feature($1, kind: $0.kind) }, trees: trees, outputOfTree: outputOfTree,
      attributes: attributes)
  }
}
