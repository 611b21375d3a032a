/// One training from its first round to the finished model.
struct TrainingSession<Sum: GradientSum> {
  private let parameters: TrainingParameters
  private let training: Dataset
  private let run: TrainingRun<Sum>
  private let pool: WorkerPool
  /// The sets to report on; `nil` stands for the training set.
  private let sets: [(name: String, set: EvaluationSet?)]
  private let start: Booster?
  private let baseScores: [Float]
  private let cuts: [FeatureCuts]
  private var trees: [RegressionTree]
  private var outputOfTree: [Int]

  init(
    _ parameters: TrainingParameters, training: Dataset, evaluations: [(name: String, data: Dataset)], start: Booster?,
    pool: WorkerPool
  ) throws {
    self.parameters = parameters
    self.training = training
    self.pool = pool
    self.start = start
    let monotone = try TrainingChecks.monotone(parameters, features: training.features)
    let interactions = try TrainingChecks.interactions(parameters, features: training.features)
    cuts = Self.cuts(of: training.storage, maxBin: parameters.maxBin, pool: pool)
    baseScores =
      start?.baseScores
      ?? BaseScore.estimate(parameters, labels: training.storage.labels, weights: training.storage.weights)
    let margins = baseScores.map(parameters.objective.margin(ofBaseScore:))
    run = TrainingRun(
      parameters: parameters, data: training.storage, cuts: cuts, margins: margins, monotone: monotone,
      interactions: interactions, pool: pool)
    let cuts = cuts
    sets = evaluations.map { name, data in
      if data.storage === training.storage { return (name, nil) }
      return (
        name,
        EvaluationSet(name: name, data: data.storage, cuts: cuts, margins: margins, pool: pool)
      )
    }
    trees = start?.trees ?? []
    outputOfTree = start?.outputOfTree ?? []
    if let start { try resume(start, evaluations: evaluations) }
  }

  private static func cuts(of data: Dataset.Storage, maxBin: Int, pool: WorkerPool) -> [FeatureCuts] {
    let empty = FeatureCuts(distinct: [], counts: [], maxBin: maxBin, hasMissing: false)
    var cuts = Array(repeating: empty, count: data.features.count)
    cuts.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let target = RowTarget(base: base)
      pool.forEach(data.features.count) { claim in
        while let feature = claim() {
          target.base[feature] = FeatureCuts.cuts(
            for: data.readers[feature], feature: data.features[feature], rowCount: data.labels.count, maxBin: maxBin)
        }
      }
    }
    return cuts
  }

  /// Takes the margins of the model that training continues from.
  private func resume(_ start: Booster, evaluations: [(name: String, data: Dataset)]) throws {
    let outputs = parameters.objective.outputCount
    run.resume(start, margins: start.margins(of: training.storage))
    for (position, evaluation) in evaluations.enumerated() {
      sets[position].set?.replaceMargins(start.margins(of: evaluation.data.storage), outputs: outputs)
    }
  }

  mutating func run(_ onRound: (RoundReport) throws -> TrainingDecision) throws -> TrainedTrees {
    let outputs = parameters.objective.outputCount
    let firstRound = trees.count / outputs
    var stopping = EarlyStopping(rounds: parameters.earlyStoppingRounds)
    let lastTree = trees.count + parameters.rounds * outputs - 1
    for round in firstRound..<firstRound + parameters.rounds {
      for output in 0..<outputs {
        let number = trees.count
        run.growTree(number: number, output: output)
        for (_, set) in sets { set?.add(run.grower.tree, output: output, pool: pool) }
        trees.append(run.grower.finishedTree())
        outputOfTree.append(output)
        run.applyTree(number: number, output: output, nextOutput: number == lastTree ? nil : (output + 1) % outputs)
      }
      let report = RoundReport(round: round, roundLimit: firstRound + parameters.rounds, scores: scores())
      let decision = try onRound(report)
      if stopping.shouldStop(after: report) || decision == .stop { break }
    }
    return TrainedTrees(
      baseScores: baseScores, trees: trees, outputOfTree: outputOfTree,
      attributes: stopping.attributes(adding: start?.attributes ?? [:]))
  }

  private func scores() -> [RoundReport.Score] {
    sets.flatMap { name, set in
      parameters.effectiveMetrics.map { metric in
        let value =
          set?.value(
            metric, objective: parameters.objective, outputs: parameters.objective.outputCount, pool: pool)
          ?? run.value(metric)
        return RoundReport.Score(set: name, metric: metric.name, value: value)
      }
    }
  }
}

/// What a session leaves when its rows and histograms are gone.
struct TrainedTrees {
  let baseScores: [Float]
  let trees: [RegressionTree]
  let outputOfTree: [Int]
  let attributes: [String: String]
}

/// Notices when the last score of the last set no longer falls, as XGBoost counts it.
struct EarlyStopping {
  private let rounds: Int?
  private var best: (round: Int, score: Double)?
  private var roundsWithoutProgress = 0

  init(rounds: Int?) { self.rounds = rounds }

  mutating func shouldStop(after report: RoundReport) -> Bool {
    guard let rounds, let score = report.scores.last?.value else { return false }
    if best.map({ score < $0.score }) ?? true {
      best = (report.round, score)
      roundsWithoutProgress = 0
    } else {
      roundsWithoutProgress += 1
    }
    return roundsWithoutProgress >= rounds
  }

  /// The attributes that XGBoost keeps with a model.
  func attributes(adding others: [String: String]) -> [String: String] {
    var attributes = others
    attributes["best_iteration"] = best.map { String($0.round) }
    attributes["best_score"] = best.map { String($0.score) }
    return attributes
  }
}
