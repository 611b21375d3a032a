import GradientBoosting
import Pipelines
import Warehouse

/// What `pipeline.yml` says to the forecasting steps, parameters filled in.
struct ForecastSettings: Decodable, Sendable {
  /// The label and what it may be.
  struct Label: Decodable, Sendable {
    let column: String
    /// The smallest value that makes sense, 0 for units; `nil` for no bound.
    let minimum: Double?
  }

  /// How rows are divided.
  struct Split: Decodable, Sendable {
    /// The script `split_METHOD.sql` of the pipeline.
    let method: String
    let train: Double
    let validation: Double
    let test: Double
    let seed: Int
  }

  /// The limits between overfit, underfit and good fit.
  struct FitLimits: Decodable, Sendable {
    let overfitRatio: Double
    let overfitGap: Double
    let underfitRatio: Double

    enum CodingKeys: String, CodingKey {
      case overfitRatio = "overfit_ratio"
      case overfitGap = "overfit_gap"
      case underfitRatio = "underfit_ratio"
    }
  }

  /// Where training takes its rows from.
  enum TrainingSource: String, Sendable, CaseIterable {
    /// The tables train, validation and test.
    case tables
    /// The feature group, for the rows of these tables.
    case featureStore = "feature-store"
  }

  let database: String
  let monitoring: String
  let featureGroup: String
  let experiment: String
  let modelPackageGroup: String
  let endpoint: String?
  let output: String
  let recordIdentifier: String
  let eventTime: String
  let date: String
  let series: [String]
  let label: Label
  let highDemandPercentile: Double
  let biasFacet: String?
  let features: [String]
  /// Features whose numbers are names of categories, such as stores, instead of quantities.
  let categoricalFeatures: [String]?
  /// The quantiles that are predicted beside the expected value, such as 0.1 and 0.9.
  let predictionIntervals: [Double]?
  let split: Split
  let training: TrainingSettings
  let fitStatus: FitLimits
  private let trainingSource: String?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case database, monitoring, experiment, endpoint, output, date, series, label, features, split, training
    case featureGroup = "feature_group"
    case modelPackageGroup = "model_package_group"
    case recordIdentifier = "record_identifier"
    case eventTime = "event_time"
    case highDemandPercentile = "high_demand_percentile"
    case biasFacet = "bias_facet"
    case fitStatus = "fit_status"
    case trainingSource = "training_source"
    case categoricalFeatures = "categorical_features"
    case predictionIntervals = "prediction_intervals"
  }

  /// The quantiles to predict, if any.
  var intervals: PredictionIntervals? { predictionIntervals.map { PredictionIntervals(levels: $0) } }

  /// Where training takes its rows from: the tables, where nothing else is said.
  var source: TrainingSource { trainingSource.flatMap(TrainingSource.init) ?? .tables }

  /// The columns that `features.sql` must give, each once.
  var requiredColumns: [String] {
    var columns: [String] = []
    for name in [recordIdentifier, eventTime, date, label.column] + series + (biasFacet.map { [$0] } ?? []) + features
    where !columns.contains(name) {
      columns.append(name)
    }
    return columns
  }
}

/// XGBoost parameters by name, as text; numbers are read as they are written.
struct TrainingSettings: Decodable, Sendable {
  let parameters: [String: String]

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    parameters = try container.decode([String: Scalar].self).mapValues(\.text)
  }

  private struct Scalar: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      text = try decoder.singleValueContainer().decode(String.self)
    }
  }
}

extension ForecastSettings {
  /// The settings of a step's pipeline, checked.
  /// - Throws: `PipelineError` for a key that is missing or wrong; ``ForecastingError`` for values that do not go together.
  static func of(_ context: StepContext) throws -> ForecastSettings {
    let settings = try context.file.settings(ForecastSettings.self, parameters: context.parameters)
    try settings.check(origin: context.file.origin)
    return settings
  }

  func check(origin: String) throws {
    _ = try TrainingParameters(xgboost: training.parameters)
    let split = split
    let sum = split.train + split.validation + split.test
    guard abs(sum - 1) < 1e-6 else {
      throw ForecastingError(
        code: "split-fractions", subject: "\(origin), key split", expected: "train + validation + test = 1",
        found: "\(split.train) + \(split.validation) + \(split.test) = \(sum)", remedy: "correct the fractions")
    }
    for (name, value) in [("train", split.train), ("validation", split.validation), ("test", split.test)] {
      guard value > 0, value < 1 else {
        throw ForecastingError(
          code: "split-fractions", subject: "\(origin), key split.\(name)", expected: "a fraction between 0 and 1",
          found: "\(value)", remedy: "correct the fraction")
      }
    }
    guard (0...1).contains(highDemandPercentile) else {
      throw ForecastingError(
        code: "percentile", subject: "\(origin), key high_demand_percentile", expected: "a number from 0 to 1",
        found: "\(highDemandPercentile)", remedy: "correct the percentile")
    }
    guard !features.isEmpty, Set(features).count == features.count, !features.contains(label.column) else {
      throw ForecastingError(
        code: "features", subject: "\(origin), key features", expected: "distinct columns, the label not among them",
        found: features.joined(separator: ", "), remedy: "correct the list")
    }
    if let unknown = categoricalFeatures?.first(where: { !features.contains($0) }) {
      throw ForecastingError(
        code: "features", subject: "\(origin), key categorical_features", expected: "some of the features",
        found: unknown, remedy: "add \(unknown) to the features, or take it out here")
    }
    if let trainingSource, TrainingSource(rawValue: trainingSource) == nil {
      throw ForecastingError(
        code: "training-source", subject: "\(origin), key training_source",
        expected: TrainingSource.allCases.map(\.rawValue).joined(separator: " or "), found: "\"\(trainingSource)\"",
        remedy: "correct it")
    }
    if let levels = predictionIntervals,
      levels.isEmpty || zip(levels, levels.dropFirst()).contains(where: { $0 >= $1 })
        || !levels.allSatisfy({ $0 > 0 && $0 < 1 })
    {
      throw ForecastingError(
        code: "prediction-intervals", subject: "\(origin), key prediction_intervals",
        expected: "ascending quantiles between 0 and 1, such as [0.1, 0.9]", found: "\(levels)",
        remedy: "correct the list")
    }
    guard try DatabaseName(monitoring).description.hasPrefix("monitor_") else {
      throw ForecastingError(
        code: "monitoring", subject: "\(origin), key monitoring", expected: "a database named monitor_…",
        found: monitoring, remedy: "rename it")
    }
  }
}
