public import FeatureStore
import Forecasting
public import ModelRegistry
public import Pipelines
public import Tracking
public import Warehouse

/// The one composition root: an open warehouse and everything that works on it.
public struct Stockroom: Sendable {
  /// The databases and objects.
  public let warehouse: Warehouse

  /// Wires everything to a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// Feature groups.
  public var features: FeatureStore { FeatureStore(warehouse) }
  /// Experiments and runs.
  public var tracker: Tracker { Tracker(warehouse) }
  /// Model package groups and versions.
  public var models: ModelRegistry { ModelRegistry(warehouse) }
  /// Tables and columns.
  public var catalog: Catalog { Catalog(warehouse) }

  /// Runs pipelines with the steps that this program knows.
  public var executor: PipelineExecutor {
    PipelineExecutor(
      warehouse, runners: Self.runners, programVersion: ProgramVersion.current, settingNames: Self.settingNames,
      errorCodes: Self.stepErrorCodes)
  }

  /// The keys of a `pipeline.yml` that the steps and the intake of files read.
  public static let settingNames = ForecastSettingNames.all.union(["quality", "monitors", "date", "incoming"])

  /// What each type of step in a `pipeline.yml` does.
  public static let runners: [String: any StepRunner] = [
    "Preprocess": PreprocessStep(),
    "CheckQuality": CheckQualityStep(),
    "Train": TrainStep(),
    "Evaluate": EvaluateStep(),
    "IngestEvaluation": IngestEvaluationStep(),
    "RegisterModel": RegisterModelStep(),
    "Monitor": MonitorStep(),
  ]
}
