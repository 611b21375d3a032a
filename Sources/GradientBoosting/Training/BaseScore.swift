/// The prediction before the first tree.
enum BaseScore {
  /// The given score, or the best constant for the objective: the mean, the median, or quantiles.
  static func estimate(_ parameters: TrainingParameters, labels: [Float], weights: [Float]?) -> [Float] {
    let outputs = parameters.objective.outputCount
    if let score = parameters.baseScore { return Array(repeating: score, count: outputs) }
    switch parameters.objective {
    case .absoluteError: return [quantile(0.5, of: labels, weights: weights)]
    case .quantile(let levels): return levels.map { quantile($0, of: labels, weights: weights) }
    case .squaredError, .pseudoHuber: return [mean(of: labels, weights: weights)]
    case .poisson, .tweedie: return [max(mean(of: labels, weights: weights), 1e-6)]
    }
  }

  private static func mean(of labels: [Float], weights: [Float]?) -> Float {
    var sum = 0.0
    var total = 0.0
    for (row, label) in labels.enumerated() {
      let weight = Double(weights?[row] ?? 1)
      sum += weight * Double(label)
      total += weight
    }
    return total > 0 ? Float(sum / total) : 0
  }

  /// A quantile of numbers as XGBoost takes it for adaptive leaves: with linear interpolation at (n + 1) q, or with weights
  /// the first number whose cumulated weight reaches the share.
  static func quantile(_ share: Float, of values: [Float], weights: [Float]?) -> Float {
    guard !values.isEmpty else { return 0 }
    let order = values.indices.sorted { values[$0] < values[$1] }
    if let weights {
      let total = order.reduce(0.0) { $0 + Double(weights[$1]) }
      var gathered = 0.0
      for row in order {
        gathered += Double(weights[row])
        if gathered >= Double(share) * total { return values[row] }
      }
      return values[order[order.count - 1]]
    }
    let count = Double(values.count)
    let level = Double(share)
    if level <= 1 / (count + 1) { return values[order[0]] }
    if level >= count / (count + 1) { return values[order[order.count - 1]] }
    let position = level * (count + 1)
    let below = Int(position) - 1
    let low = values[order[below]]
    return low + Float(position - Double(below) - 1) * (values[order[below + 1]] - low)
  }
}
