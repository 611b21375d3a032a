/// What must hold before training begins.
enum TrainingChecks {
  static func check(
    _ parameters: TrainingParameters, training: Dataset, evaluations: [(name: String, data: Dataset)], start: Booster?
  ) throws {
    guard training.rowCount > 0 else {
      throw BoostingError.empty("training rows", remedy: "check the split: its training part has no rows")
    }
    try checkLabels(training, set: "training", objective: parameters.objective)
    for (name, data) in evaluations {
      guard data.rowCount > 0 else {
        throw BoostingError.empty("rows of the set \(name)", remedy: "check the split, or leave the set out")
      }
      guard data.features.map(\.name) == training.features.map(\.name) else {
        throw BoostingError.featureMismatch(
          set: name, expected: training.features.map(\.name), found: data.features.map(\.name))
      }
      for (feature, reference) in zip(data.features, training.features)
      where feature.isCategorical != reference.isCategorical || feature.isCategorical && feature.kind != reference.kind
      {
        throw BoostingError.featureMismatch(
          set: name, expected: ["the categories of \(feature.name) in the training set"],
          found: ["others; pass the training set as reference"])
      }
      try checkLabels(data, set: name, objective: parameters.objective)
    }
    if parameters.earlyStoppingRounds != nil && evaluations.isEmpty {
      throw BoostingError.invalidParameter(
        "early_stopping_rounds", expected: "at least one evaluation set", found: "none")
    }
    if let start {
      guard start.featureNames == training.features.map(\.name) else {
        throw BoostingError.featureMismatch(
          set: "the model to continue from", expected: training.features.map(\.name), found: start.featureNames)
      }
      guard start.objective == parameters.objective else {
        throw BoostingError.invalidParameter(
          "objective", expected: "that of the model to continue from, \(start.objective.name)",
          found: parameters.objective.name)
      }
    }
  }

  private static func checkLabels(_ data: Dataset, set: String, objective: Objective) throws {
    guard objective.hasLogLink, let row = data.storage.labels.firstIndex(where: { $0 < 0 }) else { return }
    throw BoostingError.invalidLabel(
      column: "of the set \(set)", row: row + 1, expected: "at least 0 for \(objective.name)",
      found: "\(data.storage.labels[row])")
  }

  /// The constraint of every feature.
  static func monotone(_ parameters: TrainingParameters, features: [Feature]) throws -> [Int] {
    var constraints = Array(repeating: 0, count: features.count)
    for (name, sign) in parameters.monotoneConstraints.sorted(by: { $0.key < $1.key }) {
      let feature = try index(of: name, in: features, parameter: "monotone_constraints")
      if features[feature].isCategorical {
        throw BoostingError.invalidParameter(
          "monotone_constraints", expected: "numeric features", found: "the categorical \(name)")
      }
      constraints[feature] = sign
    }
    return constraints
  }

  /// The groups of features that may interact.
  static func interactions(_ parameters: TrainingParameters, features: [Feature]) throws -> [Set<Int>] {
    try parameters.interactionConstraints.map { group in
      Set(try group.map { try index(of: $0, in: features, parameter: "interaction_constraints") })
    }
  }

  private static func index(of name: String, in features: [Feature], parameter: String) throws -> Int {
    if let index = features.firstIndex(where: { $0.name == name }) { return index }
    if name.hasPrefix("#"), let index = Int(name.dropFirst()), features.indices.contains(index) { return index }
    throw BoostingError.invalidParameter(
      parameter, expected: "features among \(features.map(\.name).joined(separator: ", "))", found: name)
  }
}
