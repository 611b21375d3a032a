import Pipelines

/// The retail pipeline that ships, written in Swift.
enum RetailPipeline {
  static func make(scripts: [String: String]) -> Pipeline {
    let rmse = PipelineParameter.float(
      "RMSEThreshold", default: 30, "register only where the test rmse is at most this")
    let r2 = PipelineParameter.float("R2Threshold", default: 0.8, "register only where the test r2 is at least this")
    let method = PipelineParameter.string(
      "SplitMethod", default: "chronological", "chronological, or shuffled with SplitSeed")
    let splitSeed = PipelineParameter.integer("SplitSeed", default: 42, "seed of the shuffled split")
    let trainingSeed = PipelineParameter.integer("TrainingSeed", default: 42, "seed of row and column sampling")
    let source = PipelineParameter.string(
      "TrainingSource", default: "tables", "train on the prepared tables or on the feature-store")
    let date = PipelineParameter.string("LogicalDate", default: "9999-12-31", "learn from what is known up to this day")

    let preprocess = Pipeline.Step("PreprocessRetailDemand", type: "Preprocess")
    let quality = Pipeline.Step("CheckDataQuality", type: "CheckQuality", after: preprocess)
    let train = Pipeline.Step("TrainXGBRetailDemand", type: "Train", after: quality)
    let evaluate = Pipeline.Step("EvaluateModel", type: "Evaluate", after: train)
    let ingest = Pipeline.Step("IngestEvalToAthena", type: "IngestEvaluation", after: evaluate)
    let summary = "evaluation_summary.json"

    return Pipeline(
      "retail_demand", summary: "Daily demand per store, from the raw table to a registered model", scripts: scripts
    ) {
      rmse
      r2
      method
      splitSeed
      trainingSeed
      source
      date
      places(source)
      columns
      Pipeline.Setting(
        "split",
        [
          "method": .parameter(method), "train": .number("0.90"), "validation": 0.05, "test": 0.05,
          "seed": .parameter(splitSeed),
        ])
      Pipeline.Setting(
        "training",
        [
          "objective": "reg:squarederror", "tree_method": "hist", "max_depth": 6, "n_estimators": 250,
          "learning_rate": 0.1, "subsample": 0.8, "colsample_bytree": 0.8, "min_child_weight": 1, "reg_lambda": 1,
          "early_stopping_rounds": 20, "random_state": .parameter(trainingSeed),
        ])
      Pipeline.Setting("fit_status", ["overfit_ratio": 1.15, "overfit_gap": 5, "underfit_ratio": 1.02])
      preprocess
      quality
      train
      evaluate
      ingest
      Pipeline.Step(
        "CheckMetricsAndRegister", after: ingest,
        when: evaluate.json(summary, "metrics.rmse") <= rmse, evaluate.json(summary, "metrics.r2") >= r2
      ) {
        Pipeline.Step("RegisterRetailDemandModel-RegisterModel", type: "RegisterModel")
      }
    }
  }

  @Pipeline.PartsBuilder private static func places(_ source: PipelineParameter) -> [Pipeline.Part] {
    Pipeline.Setting("database", "retail_demand")
    Pipeline.Setting("monitoring", "monitor_retail_demand")
    Pipeline.Setting("feature_group", "retail_demand_features")
    Pipeline.Setting("training_source", .parameter(source))
    Pipeline.Setting("experiment", "retail-demand-forecasting")
    Pipeline.Setting("model_package_group", "RetailDemandXGB")
    Pipeline.Setting("endpoint", "retail-demand-xgb-serverless-prod")
    Pipeline.Setting("output", "output/retail_product")
    Pipeline.Setting(
      "incoming", ["folder": "data/incoming", "table": "retail_demand.demand_product", "replace_by": ["date"]])
  }

  @Pipeline.PartsBuilder private static var columns: [Pipeline.Part] {
    Pipeline.Setting("record_identifier", "record_id")
    Pipeline.Setting("event_time", "event_time")
    Pipeline.Setting("date", "date")
    Pipeline.Setting("series", ["store_id"])
    Pipeline.Setting("label", ["column": "units_sold", "minimum": 0])
    Pipeline.Setting("high_demand_percentile", 0.75)
    Pipeline.Setting("bias_facet", "is_weekend")
    Pipeline.Setting(
      "features",
      [
        "store_id", "is_weekend", "is_holiday", "max_temp_c", "rainfall_mm", "is_hot_day", "is_rainy_day", "base_price",
        "discount_pct", "is_promo", "final_price", "year", "month", "day", "day_of_year", "day_of_week_index",
        "discount_amount", "is_promo_or_holiday",
      ])
    Pipeline.Setting("prediction_intervals", [0.1, 0.9])
    Pipeline.Setting("quality", ["demand_product"])
  }
}
