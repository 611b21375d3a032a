/// One of XGBoost's parameters: its names, how its text is read, and how it is written.
struct XGBoostParameter: Sendable {
  /// The canonical name first, then aliases.
  let names: [String]
  /// What the value must be, for messages.
  let expected: String
  /// Reads the text into the parameters; false where it does not fit.
  let read: @Sendable (inout TrainingParameters, String) -> Bool
  /// The value as text, or `nil` where it has none.
  let write: @Sendable (TrainingParameters) -> String?

  static let all: [XGBoostParameter] = [
    XGBoostParameter(
      names: ["objective"], expected: "one of \(Objective.names.joined(separator: ", "))",
      read: { parameters, text in
        guard let objective = Objective(name: text) else { return false }
        if objective.name != parameters.objective.name { parameters.objective = objective }
        return true
      }, write: { $0.objective.name }),
    XGBoostParameter(
      names: ["huber_slope"], expected: "a number above 0, with reg:pseudohubererror",
      read: { parameters, text in
        guard case .pseudoHuber = parameters.objective, let slope = Float(text), slope > 0, slope.isFinite else {
          return false
        }
        parameters.objective = .pseudoHuber(slope: slope)
        return true
      }, write: { if case .pseudoHuber(let slope) = $0.objective { shortText(slope) } else { nil } }),
    XGBoostParameter(
      names: ["tweedie_variance_power"], expected: "a number in 1..<2, with reg:tweedie",
      read: { parameters, text in
        guard case .tweedie = parameters.objective, let power = Float(text), power >= 1, power < 2 else { return false }
        parameters.objective = .tweedie(variancePower: power)
        return true
      }, write: { if case .tweedie(let power) = $0.objective { shortText(power) } else { nil } }),
    XGBoostParameter(
      names: ["quantile_alpha"], expected: "numbers within 0 and 1, such as 0.1 or [0.1, 0.9], with reg:quantileerror",
      read: { parameters, text in
        let levels = text.trimming("[]() ").split(separator: ",").map { Float($0.trimming(" ")) ?? .nan }
        guard case .quantile = parameters.objective, !levels.isEmpty, levels.allSatisfy({ $0 > 0 && $0 < 1 }) else {
          return false
        }
        parameters.objective = .quantile(levels)
        return true
      },
      write: {
        guard case .quantile(let levels) = $0.objective else { return nil }
        return levels.count == 1 ? shortText(levels[0]) : "[" + levels.map(shortText).joined(separator: ", ") + "]"
      }),
    XGBoostParameter(
      names: ["eval_metric"], expected: "one or several of \(Metric.names.joined(separator: ", "))",
      read: { parameters, text in
        let names = text.trimming("[]() ").split(separator: ",").map { $0.trimming(" \"'") }
        let metrics = names.compactMap { Metric(name: $0, objective: parameters.objective) }
        parameters.metrics = metrics
        return !names.isEmpty && metrics.count == names.count
      },
      write: { $0.metrics.isEmpty ? nil : $0.metrics.map(\.name).joined(separator: ",") }),
    .integer(["n_estimators", "num_boost_round"], \.rounds, 1...1_000_000),
    .number(["learning_rate", "eta"], \.learningRate, "a number above 0 and at most 1") { $0 > 0 && $0 <= 1 },
    .integer(["max_depth"], \.maxDepth, 0...1024),
    .integer(["max_leaves"], \.maxLeaves, 0...1_000_000),
    XGBoostParameter(
      names: ["grow_policy"], expected: "depthwise or lossguide",
      read: { parameters, text in
        guard let policy = TrainingParameters.GrowPolicy(rawValue: text) else { return false }
        parameters.growPolicy = policy
        return true
      }, write: { $0.growPolicy.rawValue }),
    .number(["min_child_weight"], \.minChildWeight, "a number of at least 0") { $0 >= 0 },
    .number(["gamma", "min_split_loss"], \.gamma, "a number of at least 0") { $0 >= 0 },
    .number(["reg_lambda", "lambda"], \.lambda, "a number of at least 0") { $0 >= 0 },
    .number(["reg_alpha", "alpha"], \.alpha, "a number of at least 0") { $0 >= 0 },
    XGBoostParameter(
      names: ["max_delta_step"], expected: "a number of at least 0",
      read: { parameters, text in
        guard let step = Float(text), step >= 0, step.isFinite else { return false }
        parameters.maxDeltaStep = step
        return true
      }, write: { $0.maxDeltaStep.map(shortText) }),
    .number(["subsample"], \.subsample, "a number above 0 and at most 1") { $0 > 0 && $0 <= 1 },
    .number(["colsample_bytree"], \.colsampleByTree, "a number above 0 and at most 1") { $0 > 0 && $0 <= 1 },
    .number(["colsample_bylevel"], \.colsampleByLevel, "a number above 0 and at most 1") { $0 > 0 && $0 <= 1 },
    .number(["colsample_bynode"], \.colsampleByNode, "a number above 0 and at most 1") { $0 > 0 && $0 <= 1 },
    .integer(["max_bin"], \.maxBin, 2...4096),
    XGBoostParameter(
      names: ["base_score"], expected: "a finite number",
      read: { parameters, text in
        guard let score = Float(text), score.isFinite else { return false }
        if parameters.objective.hasLogLink && score <= 0 { return false }
        parameters.baseScore = score
        return true
      }, write: { $0.baseScore.map(shortText) }),
    XGBoostParameter(
      names: ["monotone_constraints"], expected: "(1,0,-1) in feature order, or {\"feature\": -1}",
      read: { parameters, text in
        guard let constraints = ConstraintText.monotone(text) else { return false }
        parameters.monotoneConstraints = constraints
        return true
      }, write: { $0.monotoneConstraints.isEmpty ? nil : ConstraintText.text(of: $0.monotoneConstraints) }),
    XGBoostParameter(
      names: ["interaction_constraints"], expected: "a list of lists of features such as [[\"a\", \"b\"], [\"c\"]]",
      read: { parameters, text in
        guard let groups = ConstraintText.interaction(text) else { return false }
        parameters.interactionConstraints = groups
        return true
      }, write: { $0.interactionConstraints.isEmpty ? nil : ConstraintText.text(of: $0.interactionConstraints) }),
    .integer(["max_cat_to_onehot"], \.maxCategoriesToOneHot, 1...4096),
    XGBoostParameter(
      names: ["seed", "random_state"], expected: "a whole number of at least 0",
      read: { parameters, text in
        guard let seed = UInt64(text) else { return false }
        parameters.seed = seed
        return true
      }, write: { String($0.seed) }),
    XGBoostParameter(
      names: ["nthread", "n_jobs"], expected: "a whole number; 0 or -1 for all cores",
      read: { parameters, text in
        guard let count = Int(text), count >= -1, count <= 1024 else { return false }
        parameters.threadCount = max(count, 0)
        return true
      }, write: { String($0.threadCount) }),
    XGBoostParameter(
      names: ["early_stopping_rounds"], expected: "a whole number of at least 1",
      read: { parameters, text in
        guard let rounds = Int(text), rounds >= 1 else { return false }
        parameters.earlyStoppingRounds = rounds
        return true
      }, write: { $0.earlyStoppingRounds.map(String.init) }),
    XGBoostParameter(
      names: ["tree_method"], expected: "hist", read: { _, text in text == "hist" }, write: { _ in "hist" }),
    XGBoostParameter(
      names: ["booster"], expected: "gbtree", read: { _, text in text == "gbtree" }, write: { _ in nil }),
  ]

  private static func integer(
    _ names: [String], _ path: any WritableKeyPath<TrainingParameters, Int> & Sendable, _ range: ClosedRange<Int>
  ) -> XGBoostParameter {
    XGBoostParameter(
      names: names, expected: "a whole number in \(range.lowerBound)...\(range.upperBound)",
      read: { parameters, text in
        guard let value = Int(text), range.contains(value) else { return false }
        parameters[keyPath: path] = value
        return true
      }, write: { String($0[keyPath: path]) })
  }

  private static func number(
    _ names: [String], _ path: any WritableKeyPath<TrainingParameters, Float> & Sendable, _ expected: String,
    _ accepts: @escaping @Sendable (Float) -> Bool
  ) -> XGBoostParameter {
    XGBoostParameter(
      names: names, expected: expected,
      read: { parameters, text in
        guard let value = Float(text), value.isFinite, accepts(value) else { return false }
        parameters[keyPath: path] = value
        return true
      }, write: { shortText($0[keyPath: path]) })
  }
}

extension Metric {
  /// The metric of that name, or `nil`; what the name leaves open comes from the objective.
  init?(name: String, objective: Objective) {
    switch name {
    case "rmse": self = .rootMeanSquaredError
    case "mae": self = .meanAbsoluteError
    case "mape": self = .meanAbsolutePercentageError
    case "mphe":
      if case .pseudoHuber(let slope) = objective {
        self = .meanPseudoHuber(slope: slope)
      } else {
        self = .meanPseudoHuber(slope: 1)
      }
    case "poisson-nloglik": self = .poissonLogLikelihood
    case "quantile":
      guard case .quantile(let levels) = objective else { return nil }
      self = .quantile(levels)
    default:
      guard name.hasPrefix("tweedie-nloglik") else { return nil }
      if let at = name.firstIndex(of: "@") {
        guard let power = Float(name[name.index(after: at)...]), power >= 1, power < 2 else { return nil }
        self = .tweedieLogLikelihood(variancePower: power)
      } else if case .tweedie(let power) = objective, name == "tweedie-nloglik" {
        self = .tweedieLogLikelihood(variancePower: power)
      } else {
        return nil
      }
    }
  }
}

extension StringProtocol {
  /// The text without any of the given characters at its ends.
  func trimming(_ characters: String) -> String {
    var text = Substring(self)
    while let first = text.first, characters.contains(first) { text.removeFirst() }
    while let last = text.last, characters.contains(last) { text.removeLast() }
    return String(text)
  }
}
