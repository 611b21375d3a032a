/// What every feature contributes to every prediction: exact SHAP values in the unit of the margin.
public struct Contributions: Sendable, Equatable {
  /// The features' names in the model's order.
  public let featureNames: [String]
  /// The number of rows.
  public let rowCount: Int
  /// The number of outputs of the model.
  public let outputCount: Int
  /// For every row, and within it for every output: one value per feature, then the bias (the mean prediction over the
  /// training rows). They add up to the margin.
  public let values: [Float]

  /// The numbers of one row and output: one per feature, then the bias.
  public func values(row: Int, output: Int = 0) -> ArraySlice<Float> {
    let width = featureNames.count + 1
    let start = (row * outputCount + output) * width
    return values[start..<start + width]
  }

  /// The mean absolute contribution of every feature over all rows (and outputs), in the model's order.
  public var meanAbsolute: [(feature: String, value: Double)] {
    let width = featureNames.count + 1
    var sums = Array(repeating: 0.0, count: width)
    for (index, value) in values.enumerated() { sums[index % width] += Double(abs(value)) }
    let count = Double(max(rowCount * outputCount, 1))
    return zip(featureNames, sums).map { ($0, $1 / count) }
  }
}
