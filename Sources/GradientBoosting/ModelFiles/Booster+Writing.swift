extension Booster {
  /// The model as XGBoost's JSON, readable by XGBoost 1.7 and later.
  public func json() -> [UInt8] { JSONWriter.write(document()) }

  /// The model as XGBoost's UBJSON, what XGBoost 2 and later write for every name that does not end in `.json`.
  public func ubjson() -> [UInt8] { UBJSONWriter.write(document()) }

  private func document() -> ModelValue {
    let learner: [(String, ModelValue)] = [
      ("attributes", .object(storedAttributes().sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
      ("feature_names", .array(features.map { .string($0.name) })),
      ("feature_types", .array(features.map { .string($0.typeName) })),
      ("gradient_booster", .object([("model", model()), ("name", .string("gbtree"))])),
      (
        "learner_model_param",
        .object([
          ("base_score", .string(baseScoreText)),
          ("boost_from_average", .string("1")),
          ("num_class", .string("0")),
          ("num_feature", .string(String(features.count))),
          ("num_target", .string(String(outputCount))),
        ])
      ),
      ("objective", .object(objective.document)),
    ]
    return .object([
      ("learner", .object(learner)),
      ("version", .array([.integer(3), .integer(2), .integer(0)])),
    ])
  }

  /// One plain number where there is one output: XGBoost 1.7 misreads the form in brackets.
  private var baseScoreText: String {
    let texts = baseScores.map(\.scientificText)
    return texts.count == 1 ? texts[0] : "[" + texts.joined(separator: ",") + "]"
  }

  private func model() -> ModelValue {
    let rounds = (0...roundCount).map { ModelValue.integer(Int64($0 * outputCount)) }
    return .object([
      (
        "cats",
        .object([("enc", .array([])), ("feature_segments", .integers([])), ("sorted_idx", .integers([]))])
      ),
      (
        "gbtree_model_param",
        .object([
          ("num_parallel_tree", .string("1")), ("num_trees", .string(String(trees.count))),
          ("size_leaf_vector", .string("0")),
        ])
      ),
      ("iteration_indptr", .array(rounds)),
      ("tree_info", .array(outputOfTree.map { .integer(Int64($0)) })),
      ("trees", .array(trees.enumerated().map { $1.document(number: $0, featureCount: features.count) })),
    ])
  }
}

extension RegressionTree {
  func document(number: Int, featureCount: Int) -> ModelValue {
    let categorical = nodes.indices.filter { nodes[$0].isCategorical }
    return .object([
      ("base_weights", .floats(nodes.map(\.baseWeight))),
      ("categories", .integers(categories)),
      ("categories_nodes", .integers(categorical.map(Int32.init))),
      ("categories_segments", .longs(categorical.map { Int64(nodes[$0].firstCategory) })),
      ("categories_sizes", .longs(categorical.map { Int64(nodes[$0].categoryCount) })),
      ("default_left", .bytes(nodes.map { $0.defaultLeft ? 1 : 0 })),
      ("id", .integer(Int64(number))),
      ("left_children", .integers(nodes.map(\.left))),
      ("loss_changes", .floats(nodes.map(\.gain))),
      ("parents", .integers(nodes.map(\.parent))),
      ("right_children", .integers(nodes.map(\.right))),
      ("split_conditions", .floats(nodes.map(\.condition))),
      ("split_indices", .integers(nodes.map(\.feature))),
      ("split_type", .bytes(nodes.map { $0.isCategorical ? 1 : 0 })),
      ("sum_hessian", .floats(nodes.map(\.cover))),
      (
        "tree_param",
        .object([
          ("num_deleted", .string("0")), ("num_feature", .string(String(featureCount))),
          ("num_nodes", .string(String(nodes.count))), ("size_leaf_vector", .string("1")),
        ])
      ),
    ])
  }
}

extension Objective {
  /// The objective with its settings, in XGBoost's words.
  var document: [(String, ModelValue)] {
    var members: [(String, ModelValue)] = [("name", .string(name))]
    switch self {
    case .squaredError: members.append(("reg_loss_param", .object([("scale_pos_weight", .string("1"))])))
    case .absoluteError: break
    case .pseudoHuber(let slope):
      members.append(("pseudo_huber_param", .object([("huber_slope", .string(shortText(slope)))])))
    case .poisson:
      members.append(("poisson_regression_param", .object([("max_delta_step", .string("0.7"))])))
    case .tweedie(let power):
      members.append(
        ("tweedie_regression_param", .object([("tweedie_variance_power", .string(shortText(power)))])))
    case .quantile(let levels):
      let text = "[" + levels.map(shortText).joined(separator: ",") + "]"
      members.append(("quantile_loss_param", .object([("quantile_alpha", .string(text))])))
    }
    return members
  }
}

extension Float {
  /// The shortest text that reads back as the same number, with an exponent as XGBoost writes it: `6.54E0`.
  var scientificText: String {
    guard isFinite else { return description }
    let text = description
    return text.contains("e") ? text.replacing("e", with: "E") : text + "E0"
  }
}
