/// The metrics of a regression in the file format of the SageMaker model registry (`evaluation_regression_metrics.json`):
///
/// ```json
/// {"regression_metrics": {"mae": {"value": 7.1, "standard_deviation": 0.04}, "mse": …, "rmse": …, "r2": …}}
/// ```
///
/// Source: Amazon SageMaker AI developer guide, "Model quality metrics and Amazon CloudWatch monitoring". As described
/// there, the standard deviation is that of the metric over five random samples of 80 % of the rows, and the text
/// `"NaN"` for fewer than 200 rows.
public struct RegressionMetricsReport: Sendable, Equatable, Codable {
  /// One metric and how much it varies between samples of the rows.
  public struct Metric: Sendable, Equatable {
    /// The metric over all rows; `nil`, written as `"NaN"`, where it is not defined.
    public let value: Double?
    /// The standard deviation (n - 1) over the five samples; `nil`, written as `"NaN"`, where there are too few rows.
    public let standardDeviation: Double?
  }

  /// The mean absolute error.
  public let mae: Metric
  /// The mean squared error.
  public let mse: Metric
  /// The root of the mean squared error.
  public let rmse: Metric
  /// The coefficient of determination.
  public let r2: Metric

  /// Computes the metrics; equal seeds draw equal samples.
  /// - Throws: ``EvaluationError`` as ``RegressionMetrics`` does.
  public init(actual: [Double], predicted: [Double], seed: UInt64) throws(EvaluationError) {
    let all = try RegressionMetrics(actual: actual, predicted: predicted)
    var samples: [RegressionMetrics] = []
    if actual.count >= 200 {
      var bits = SampleBits(state: seed)
      for _ in 0..<5 {
        let rows = bits.rows(actual.count * 4 / 5, of: actual.count)
        samples.append(try RegressionMetrics(actual: rows.map { actual[$0] }, predicted: rows.map { predicted[$0] }))
      }
    }
    func metric(_ figure: (RegressionMetrics) -> Double?) -> Metric {
      Metric(value: figure(all), standardDeviation: Self.standardDeviation(samples.compactMap(figure)))
    }
    mae = metric { $0.mae }
    mse = metric { $0.rmse * $0.rmse }
    rmse = metric { $0.rmse }
    r2 = metric { $0.r2 }
  }

  private static func standardDeviation(_ values: [Double]) -> Double? {
    guard values.count > 1 else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  private enum OuterKeys: String, CodingKey {
    case regressionMetrics = "regression_metrics"
  }

  private enum CodingKeys: String, CodingKey {
    case mae, mse, rmse, r2
  }

  /// Reads the format back.
  public init(from decoder: any Decoder) throws {
    let metrics = try decoder.container(keyedBy: OuterKeys.self)
      .nestedContainer(keyedBy: CodingKeys.self, forKey: .regressionMetrics)
    mae = try metrics.decode(Metric.self, forKey: .mae)
    mse = try metrics.decode(Metric.self, forKey: .mse)
    rmse = try metrics.decode(Metric.self, forKey: .rmse)
    r2 = try metrics.decode(Metric.self, forKey: .r2)
  }

  /// Writes the metrics below `regression_metrics`.
  public func encode(to encoder: any Encoder) throws {
    var outer = encoder.container(keyedBy: OuterKeys.self)
    var metrics = outer.nestedContainer(keyedBy: CodingKeys.self, forKey: .regressionMetrics)
    try metrics.encode(mae, forKey: .mae)
    try metrics.encode(mse, forKey: .mse)
    try metrics.encode(rmse, forKey: .rmse)
    try metrics.encode(r2, forKey: .r2)
  }
}

extension RegressionMetricsReport.Metric: Codable {
  private enum CodingKeys: String, CodingKey {
    case value
    case standardDeviation = "standard_deviation"
  }

  /// Reads numbers, and `"NaN"` as `nil`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func number(_ key: CodingKeys) throws -> Double? {
      if let text = try? container.decode(String.self, forKey: key) {
        guard text == "NaN" else {
          throw DecodingError.dataCorruptedError(
            forKey: key, in: container, debugDescription: "expected a number or \"NaN\", found \"\(text)\"")
        }
        return nil
      }
      return try container.decode(Double.self, forKey: key)
    }
    value = try number(.value)
    standardDeviation = try number(.standardDeviation)
  }

  /// Writes numbers, and `nil` as `"NaN"`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    func write(_ number: Double?, _ key: CodingKeys) throws {
      if let number { try container.encode(number, forKey: key) } else { try container.encode("NaN", forKey: key) }
    }
    try write(value, .value)
    try write(standardDeviation, .standardDeviation)
  }
}
