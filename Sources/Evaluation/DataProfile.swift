public import Columns

/// What the label and the features of an evaluation look like: the baseline for drift.
///
/// As JSON: `{"columns": [{"feature_name": …, "kind": "label" | "feature", "n_rows": …, "n_missing": …, "mean": …,
/// "std": …, "min": …, "max": …, "p25": …, "p50": …, "p75": …}]}`.
public struct DataProfile: Sendable, Equatable, Codable {
  /// The label first, then the features in their order.
  public let columns: [ColumnProfile]

  /// Describes the columns.
  /// - Throws: ``EvaluationError`` where a column holds text or an infinite number.
  public init(label: Column, features: [Column]) throws(EvaluationError) {
    var columns = [try ColumnProfile(label, kind: .label)]
    for feature in features { columns.append(try ColumnProfile(feature, kind: .feature)) }
    self.columns = columns
  }
}

/// The distribution of one numeric column. Figures are in the unit of the column, and `nil` (`null` in JSON) where no row
/// holds a value.
public struct ColumnProfile: Sendable, Equatable, Codable {
  /// What the model does with a column.
  public enum Kind: String, Sendable, Codable {
    /// It is what the model predicts.
    case label
    /// The model reads it.
    case feature
  }

  /// The name of the column.
  public let featureName: String
  /// What the model does with it.
  public let kind: Kind
  /// Rows that hold a value.
  public let rowCount: Int
  /// Rows that do not.
  public let missingCount: Int
  /// The arithmetic mean.
  public let mean: Double?
  /// The standard deviation of a sample (n - 1); `nil` for fewer than two values.
  public let standardDeviation: Double?
  /// The smallest value.
  public let minimum: Double?
  /// The largest value.
  public let maximum: Double?
  /// The first quartile, with linear interpolation between ranks (type 7 of Hyndman and Fan).
  public let p25: Double?
  /// The median.
  public let p50: Double?
  /// The third quartile.
  public let p75: Double?

  /// Describes a column.
  /// - Throws: ``EvaluationError`` where it holds text or an infinite number.
  public init(_ column: Column, kind: Kind) throws(EvaluationError) {
    guard let numbers = column.doubles else { throw .notNumeric(column.name) }
    if let row = numbers.firstIndex(where: { $0.isInfinite }) {
      throw .notFinite(column.name, row: row, found: "\(numbers[row])")
    }
    let summary = column.summary
    let quartiles = column.quantiles([0.25, 0.5, 0.75])
    featureName = column.name
    self.kind = kind
    rowCount = summary?.count ?? 0
    missingCount = column.count - (summary?.count ?? 0)
    mean = summary?.mean
    standardDeviation = summary.flatMap { $0.count > 1 ? $0.standardDeviation : nil }
    minimum = summary?.minimum
    maximum = summary?.maximum
    p25 = quartiles[0]
    p50 = quartiles[1]
    p75 = quartiles[2]
  }

  /// Writes every key, `null` for a figure that is not defined.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(featureName, forKey: .featureName)
    try container.encode(kind, forKey: .kind)
    try container.encode(rowCount, forKey: .rowCount)
    try container.encode(missingCount, forKey: .missingCount)
    try container.encode(mean, forKey: .mean)
    try container.encode(standardDeviation, forKey: .standardDeviation)
    try container.encode(minimum, forKey: .minimum)
    try container.encode(maximum, forKey: .maximum)
    try container.encode(p25, forKey: .p25)
    try container.encode(p50, forKey: .p50)
    try container.encode(p75, forKey: .p75)
  }

  private enum CodingKeys: String, CodingKey {
    case featureName = "feature_name"
    case kind
    case rowCount = "n_rows"
    case missingCount = "n_missing"
    case mean
    case standardDeviation = "std"
    case minimum = "min"
    case maximum = "max"
    case p25, p50, p75
  }
}
