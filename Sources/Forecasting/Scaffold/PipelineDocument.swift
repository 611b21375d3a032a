import Foundation

/// Writes `pipeline.yml`.
struct PipelineDocument {
  let request: ScaffoldRequest
  let guesses: ScaffoldGuesses
  let columns: ScaffoldColumns
  /// The standard deviation of the label.
  let deviation: Double

  private var words: [String] { request.name.split(separator: "_").map(String.init) }
  private var camel: String { words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() }
  private var kebab: String { words.joined(separator: "-") }

  var text: String {
    let yaml = ScaffoldText.yaml
    let minimum = (guesses.label.minimum ?? -1) >= 0 ? ", minimum: 0" : ""
    let facet =
      columns.facet.map { "bias_facet: \(yaml($0))" } ?? "# bias_facet: a column of two values; none was found"
    let reason = guesses.guess(guesses.label.name)?.reason ?? ""
    return """
      \(ScaffoldText.lines("#", "Predicts \(guesses.label.name) from \(request.table). Made by `stockroom pipeline new`: look at its guesses, here and in the SQL beside this file."))
      pipeline: \(request.name)
      description: \(yaml("\(guesses.label.name) from \(request.table)"))

      # What an execution can be given: stockroom pipeline run \(request.name) --parameter RMSEThreshold=5
      # The thresholds are those of a forecast that says the mean: tighten them after the first run.
      parameters:
        RMSEThreshold: { type: Float, default: \(threshold), description: register only where the test rmse is at most this }
        R2Threshold: { type: Float, default: 0.0, description: register only where the test r2 is at least this }
        SplitMethod: { type: String, default: chronological, description: "chronological, or shuffled with SplitSeed" }
        SplitSeed: { type: Integer, default: 42, description: seed of the shuffled split }
        TrainingSeed: { type: Integer, default: 42, description: seed of row and column sampling }
        TrainingSource: { type: String, default: tables, description: train on the prepared tables or on the feature-store }

      # Where things go.
      database: \(request.name)
      monitoring: monitor_\(request.name)
      feature_group: \(request.name)_features
      training_source: { parameter: TrainingSource }
      experiment: \(kebab)-forecasting
      model_package_group: \(camel)XGB
      endpoint: \(kebab)-xgb-serverless-prod
      output: output/\(request.name)

      # What the columns of features.sql mean.
      record_identifier: \(yaml(columns.identifier))
      event_time: event_time
      date: \(yaml(columns.date))
      series: [\((columns.series ?? []).map(yaml).joined(separator: ", "))]
      \(ScaffoldText.lines("#", "The label: \(reason)."))
      label: { column: \(yaml(columns.label))\(minimum) }
      high_demand_percentile: 0.75
      \(facet)
      # What the model gets. Take out what is not known when a forecast is made.
      features:
      \(features)

      split:
        method: { parameter: SplitMethod }    # split_chronological.sql or split_shuffled.sql
        train: 0.90
        validation: 0.05
        test: 0.05
        seed: { parameter: SplitSeed }

      # XGBoost's names and meanings.
      training:
        objective: reg:squarederror
        tree_method: hist
        max_depth: 6
        n_estimators: 250
        learning_rate: 0.1
        subsample: 0.8
        colsample_bytree: 0.8
        min_child_weight: 1
        reg_lambda: 1
        early_stopping_rounds: 20
        random_state: { parameter: TrainingSeed }

      fit_status:
        overfit_ratio: 1.15
        overfit_gap: 5
        underfit_ratio: 1.02

      \(steps)
      """
  }

  private var threshold: String {
    let text = deviation.shortText
    return text.contains(".") ? text : text + ".0"
  }

  private var features: String {
    let used = columns.features.map { "  - \(ScaffoldText.yaml($0))" }
    let suspects = columns.suspects.map { name, reason in
      "  # - \(ScaffoldText.comment(ScaffoldText.yaml(name)))   left out: \(ScaffoldText.comment(reason))"
    }
    return (used + suspects).joined(separator: "\n")
  }

  private var steps: String {
    """
    steps:
      - name: Preprocess\(camel)
        type: Preprocess
      - name: TrainXGB\(camel)
        type: Train
        depends_on: [Preprocess\(camel)]
      - name: EvaluateModel
        type: Evaluate
        depends_on: [TrainXGB\(camel)]
      - name: IngestEvalToAthena
        type: IngestEvaluation
        depends_on: [EvaluateModel]
      - name: CheckMetricsAndRegister
        type: Condition
        depends_on: [IngestEvalToAthena]
        conditions:
          - left: { json_get: { step: EvaluateModel, property_file: evaluation_summary.json, path: metrics.rmse } }
            operator: less_than_or_equal_to
            right: { parameter: RMSEThreshold }
          - left: { json_get: { step: EvaluateModel, property_file: evaluation_summary.json, path: metrics.r2 } }
            operator: greater_than_or_equal_to
            right: { parameter: R2Threshold }
        if: [Register\(camel)Model-RegisterModel]
      - name: Register\(camel)Model-RegisterModel
        type: RegisterModel

    """
  }
}
