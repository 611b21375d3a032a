extension Booster {
  /// Trains a model.
  /// - Parameters:
  ///   - parameters: How to train.
  ///   - training: The rows to learn from.
  ///   - evaluations: Named sets on which metrics are reported after every round; one of them may be the training set.
  ///     Early stopping watches the last metric on the last set.
  ///   - start: A model to continue from; its features must be those of the training set.
  ///   - onRound: Called after every round; may end training, and what it throws ends training with that error.
  /// - Returns: The model with all rounds; where early stopping was on, `best_iteration` and `best_score` are among its
  ///   attributes, and predictions use the rounds up to the best one.
  /// - Throws: ``BoostingError`` for parameters out of range or sets that do not fit together.
  public static func train(
    _ parameters: TrainingParameters, training: Dataset, evaluations: [(name: String, data: Dataset)] = [],
    continuing start: Booster? = nil, onRound: (RoundReport) throws -> TrainingDecision = { _ in .goOn }
  ) throws -> Booster {
    try parameters.checkRanges()
    try TrainingChecks.check(parameters, training: training, evaluations: evaluations, start: start)
    let isUnit =
      parameters.objective == .squaredError && training.storage.weights == nil
      && training.rowCount <= CountedGradient.rowLimit
    let threadCount = WorkerPool.threadCount(asked: parameters.threadCount)
    // The session is gone before the trees are laid out for prediction, so that both never stand in memory together.
    let trained = try WorkerPool.withPool(threadCount: threadCount) { pool in
      if isUnit {
        var session = try TrainingSession<CountedGradient>(
          parameters, training: training, evaluations: evaluations, start: start, pool: pool)
        return try session.run(onRound)
      } else {
        var session = try TrainingSession<GradientPair>(
          parameters, training: training, evaluations: evaluations, start: start, pool: pool)
        return try session.run(onRound)
      }
    }
    return Booster(
      objective: parameters.objective, baseScores: trained.baseScores, features: training.features,
      trees: trained.trees, outputOfTree: trained.outputOfTree, attributes: trained.attributes)
  }
}
