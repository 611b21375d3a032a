import Columns
import GradientBoosting

/// The model of quantiles that a version may have beside that of its prediction: p10 and p90 say between which values eight
/// of ten rows lie.
public struct QuantileModel: Sendable {
  /// Its file in the artifact.
  public static let fileName = "xgboost-intervals.json"

  /// The name of each quantile, ascending.
  public let names: [String]
  let booster: Booster

  /// - Returns: `nil` where the model is not one of quantiles.
  init?(_ booster: Booster) {
    guard case .quantile(let levels) = booster.objective else { return nil }
    self.booster = booster
    names = Self.names(of: levels.map(Double.init))
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
    let values = try booster.predict(table)
    let width = names.count
    return Quantiles(
      names: names, values: (0..<values.count / width).flatMap { values[$0 * width..<($0 + 1) * width].sorted() })
  }
}

/// Predicted quantiles of rows.
public struct Quantiles: Sendable, Equatable {
  /// The name of each quantile, ascending.
  public let names: [String]
  /// The values, row by row.
  public let values: [Float]

  /// The values of a row in the order of the names.
  func values(row: Int) -> ArraySlice<Float> { values[row * names.count..<(row + 1) * names.count] }

  /// A row as the members of a JSON object.
  func write(row: Int, to text: inout JSONText) { text.object(zip(names, values(row: row))) { $0.append($1) } }
}
