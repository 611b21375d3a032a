import Diagnostics
import GradientBoosting
import Testing

@Suite("parameters under XGBoost's names")
struct TrainingParametersTests {
  @Test("defaults are XGBoost's")
  func defaults() throws {
    let parameters = try TrainingParameters(xgboost: [:])
    #expect(parameters == TrainingParameters())
    #expect(parameters.maxDepth == 6 && parameters.learningRate == 0.3 && parameters.maxBin == 256)
    #expect(parameters.rounds == 100 && parameters.lambda == 1 && parameters.subsample == 1)
  }

  @Test("aliases mean the same")
  func aliases() throws {
    let long = try TrainingParameters(xgboost: [
      "learning_rate": "0.1", "reg_lambda": "2", "reg_alpha": "1", "min_split_loss": "3", "n_estimators": "7",
      "n_jobs": "2", "random_state": "5",
    ])
    let short = try TrainingParameters(xgboost: [
      "eta": "0.1", "lambda": "2", "alpha": "1", "gamma": "3", "num_boost_round": "7", "nthread": "2", "seed": "5",
    ])
    #expect(long == short)
    #expect(long.learningRate == 0.1 && long.rounds == 7 && long.seed == 5 && long.gamma == 3)
  }

  @Test("what is written reads back")
  func roundTrip() throws {
    let parameters = try TrainingParameters(xgboost: [
      "objective": "reg:quantileerror", "quantile_alpha": "[0.1, 0.9]", "max_leaves": "31", "grow_policy": "lossguide",
      "monotone_constraints": "{\"price\": -1, \"promo\": 1}", "interaction_constraints": "[[\"a\", \"b\"], [2, 3]]",
      "max_delta_step": "2", "base_score": "3.5", "early_stopping_rounds": "20", "eval_metric": "quantile,mae",
    ])
    let written = Dictionary(uniqueKeysWithValues: parameters.xgboostParameters.map { ($0.name, $0.value) })
    #expect(try TrainingParameters(xgboost: written) == parameters)
    #expect(parameters.monotoneConstraints == ["price": -1, "promo": 1])
    #expect(parameters.interactionConstraints == [["a", "b"], ["#2", "#3"]])
    #expect(written["quantile_alpha"] == "[0.1, 0.9]")
  }

  @Test(
    "what is out of range is rejected by name",
    arguments: [
      ("learning_rate", "0"), ("eta", "1.5"), ("max_depth", "-1"), ("max_depth", "six"), ("subsample", "1.1"),
      ("colsample_bytree", "0"), ("min_child_weight", "-1"), ("lambda", "nan"), ("gamma", "-0.1"), ("max_bin", "1"),
      ("n_estimators", "0"), ("tree_method", "exact"), ("objective", "reg:nonsense"), ("eval_metric", "auc"),
      ("seed", "-3"), ("early_stopping_rounds", "0"), ("grow_policy", "wide"), ("huber_slope", "1"),
      ("monotone_constraints", "(2,0)"), ("interaction_constraints", "[1,2]"), ("booster", "dart"),
      ("tweedie_variance_power", "1.5"),
    ])
  func outOfRange(_ name: String, _ value: String) {
    let error = #expect(throws: BoostingError.self) { try TrainingParameters(xgboost: [name: value]) }
    #expect(error?.code == "invalid-parameter")
    #expect(error?.subject == "parameter \(name)")
    #expect(error?.found == value)
  }

  @Test("an unknown parameter is rejected by name, with those there are")
  func unknown() {
    let error = #expect(throws: BoostingError.self) { try TrainingParameters(xgboost: ["max_dept": "6"]) }
    #expect(error?.code == "unknown-parameter")
    #expect(error?.description.contains("max_dept") == true)
    #expect(error?.description.contains("max_depth") == true)
  }

  @Test("a parameter under two names is rejected")
  func twice() {
    #expect(throws: BoostingError.self) { try TrainingParameters(xgboost: ["eta": "0.1", "learning_rate": "0.1"]) }
  }

  @Test("unlimited trees are rejected")
  func unlimited() {
    #expect(throws: BoostingError.self) { try TrainingParameters(xgboost: ["max_depth": "0"]) }
  }

  @Test("settings made in code are checked when training begins")
  func inCode() throws {
    var parameters = TrainingParameters()
    parameters.subsample = 2
    let data = try Samples.dataset(rows: 10, seed: 1)
    #expect(throws: BoostingError.self) { try Booster.train(parameters, training: data) }
  }
}
