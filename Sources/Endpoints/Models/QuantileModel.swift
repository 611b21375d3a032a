import Columns
import GradientBoosting

/// The model of quantiles that a version may have beside that of its prediction: p10 and p90 say between which values eight
/// of ten rows lie.
public struct QuantileModel: Sendable {
  /// Its file in the artifact.
  public static let fileName = "xgboost-intervals.json"

  /// The name of each quantile, ascending.
  public let names: [String]
  /// The level of each, such as 0.1.
  let levels: [Double]
  let booster: Booster
  private let rounds: Range<Int>

  /// - Returns: `nil` where the model is not one of quantiles.
  init?(_ booster: Booster) {
    guard case .quantile(let levels) = booster.objective else { return nil }
    self.booster = booster
    self.levels = levels.map(Double.init)
    names = Self.names(of: self.levels)
    rounds = booster.defaultRounds
  }

  /// The name of each level: `p10` for 0.1, `p97_5` for 0.975.
  public static func names(of levels: [Double]) -> [String] {
    levels.map { level in
      let percent = (level * 10_000).rounded() / 100
      let text = percent == percent.rounded() ? String(Int(percent)) : String(percent)
      return "p" + text.replacing(".", with: "_")
    }
  }

  /// The quantiles of rows. In every row they ascend: where the model's cross, they are put in order.
  func predict(_ table: ColumnTable) throws -> Quantiles {
    Quantiles(names: names, unordered: try booster.predict(table))
  }

  /// The quantiles of a few rows of values in the model's order, without the start of threads.
  func predict(_ rows: FeatureRows) -> Quantiles {
    let width = booster.features.count
    let values = rows.values.span
    return Quantiles(
      names: names,
      unordered: (0..<rows.count * names.count).map { place in
        let (row, output) = place.quotientAndRemainder(dividingBy: names.count)
        return booster.predict(
          row: values.extracting(row * width..<(row + 1) * width), output: output, rounds: rounds)
      })
  }
}

/// Predicted quantiles of rows.
public struct Quantiles: Sendable, Equatable {
  /// The name of each quantile, ascending.
  public let names: [String]
  /// The values, row by row.
  public let values: [Float]

  /// - Parameter unordered: the values row by row; those of a row are put in order where they cross.
  init(names: [String], unordered: [Float]) {
    self.names = names
    var values = unordered
    for start in stride(from: 0, to: values.count, by: names.count) {
      values[start..<start + names.count].sort()
    }
    self.values = values
  }

  /// The values of each quantile, one array per name.
  var columns: [[Float]] {
    names.indices.map { place in stride(from: place, to: values.count, by: names.count).map { values[$0] } }
  }

  /// The values of a row in the order of the names.
  func values(row: Int) -> ArraySlice<Float> { values[row * names.count..<(row + 1) * names.count] }

  /// A row as the members of a JSON object.
  func write(row: Int, to text: inout JSONText) { text.object(zip(names, values(row: row))) { $0.append($1) } }
}
