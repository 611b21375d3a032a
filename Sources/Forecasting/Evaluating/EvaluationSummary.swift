import Evaluation
import Foundation

/// `evaluation_summary.json`: one evaluation of a run, with the metrics under `metrics`. Conditions, the registry and the
/// monitoring tables read it.
struct EvaluationSummary: Encodable {
  struct Figures: Encodable {
    let rmse: Double
    let mae: Double
    let r2: Double?
    let wape: Double?
    let bias: Double
    /// The forecast that repeats the value of a season ago, on the rows that have one.
    let seasonalNaiveRMSE: Double?
    let seasonalNaiveMAE: Double?
    let seasonalNaiveRows: Int
    /// The share of rows whose label lies within the predicted quantiles, where quantiles are predicted.
    let intervalCoverage: Double?
    /// The mean distance between the lowest and the highest of them.
    let intervalMeanWidth: Double?

    enum CodingKeys: String, CodingKey {
      case rmse, mae, r2, wape, bias
      case seasonalNaiveRMSE = "seasonal_naive_rmse"
      case seasonalNaiveMAE = "seasonal_naive_mae"
      case seasonalNaiveRows = "seasonal_naive_n_rows"
      case intervalCoverage = "interval_coverage"
      case intervalMeanWidth = "interval_mean_width"
    }
  }

  struct HighDemand: Encodable {
    let threshold: Double
    let positives: Int
    let negatives: Int
    let positiveRate: Double

    enum CodingKeys: String, CodingKey {
      case threshold
      case positives = "n_pos"
      case negatives = "n_neg"
      case positiveRate = "pos_rate_overall"
    }
  }

  let evaluatedAt: String
  let run: String
  let experiment: String
  let modelSource: String
  let testDataSource: String
  let rowCount: Int
  let metrics: Figures
  let label: ColumnProfile
  let highDemand: HighDemand
  let bias: BiasReport?

  enum CodingKeys: String, CodingKey {
    case evaluatedAt = "eval_timestamp_utc"
    case run = "mlflow_run_id"
    case experiment = "experiment_name"
    case modelSource = "model_source"
    case testDataSource = "test_data_source"
    case rowCount = "n_rows"
    case metrics, label
    case highDemand = "high_demand"
    case bias
  }
}
