import Fixtures
import Testing
import Warehouse

extension RetailPipelineTests {
  @Suite("leaves the tables of the contract")
  struct ContractTables {
    let run: RetailRun

    init() throws { run = try RetailPipelineTests.run() }

    private func columns(_ table: String) throws -> [String] {
      try Catalog(run.warehouse).columns(of: TableName(parsing: table)).map(\.name)
    }

    private static let raw = HandMadeSales.columns
    private static let prepared =
      raw + [
        "event_time", "year", "month", "day", "day_of_year", "day_of_week_index", "discount_amount",
        "is_promo_or_holiday",
        "high_demand", "split_type",
      ]

    @Test(
      "train, validation and test have all raw and added columns, and together all rows",
      arguments: ["train", "validation", "test"])
    func prepared(table: String) throws {
      #expect(try columns("retail_demand.\(table)") == Self.prepared)
      #expect(
        try run.rows("SELECT count(*) FROM retail_demand.\(table) WHERE split_type <> '\(table)'") == [[.integer(0)]])
      #expect(
        try run.rows(
          """
          SELECT (SELECT count(*) FROM retail_demand.train) + (SELECT count(*) FROM retail_demand.validation)
            + (SELECT count(*) FROM retail_demand.test)
          """) == [[.integer(2400)]])
    }

    @Test("added columns say what they mean")
    func addedColumns() throws {
      #expect(
        try run.rows(
          """
          SELECT count(*) FROM retail_demand.train WHERE NOT (
            event_time = date || 'T00:00:00.000Z' AND year = substr(date, 1, 4) + 0 AND month = substr(date, 6, 2) + 0
            AND day = substr(date, 9, 2) + 0
            AND day_of_year = julianday(date) - julianday(year || '-01-01') + 1
            AND day_of_week_index = instr('MonTueWedThuFriSatSun', substr(day_of_week, 1, 3)) / 3
            AND abs(discount_amount - base_price * discount_pct) < 1e-12
            AND is_promo_or_holiday = max(is_promo, is_holiday))
          """) == [[.integer(0)]])
    }

    @Test("evaluation_summary begins with the contract's columns, in their order")
    func evaluationSummary() throws {
      let bias =
        ["threshold", "n_missing_facet"]
        + ["a", "d"].flatMap { group in
          ["n", "pos_rate_true", "pos_rate_pred", "recall", "precision", "accuracy"].map { "group_\(group)_\($0)" }
        } + ["DPL_labels", "DPPL_predicted", "RD_recall_diff", "AD_accuracy_diff"]
      let contract =
        [
          "eval_timestamp_utc", "mlflow_run_id", "experiment_name", "model_source", "test_data_source", "n_rows",
          "rmse",
          "mae", "r2",
        ] + ["mean", "std", "min", "max", "p25", "p50", "p75"].map { "label_units_sold_\($0)" }
        + ["high_demand_n_pos", "high_demand_n_neg", "high_demand_pos_rate_overall"] + bias.map { "bias_\($0)" }
        + ["eval_date", "ingested_at_utc"]
      let found = try columns("monitor_retail_demand.evaluation_summary")
      #expect(Array(found.prefix(contract.count)) == contract)
      #expect(found.allSatisfy { Identifier.isPlain($0) })
    }

    @Test("every column of evaluation_summary is filled")
    func everyColumnFilled() throws {
      for column in try columns("monitor_retail_demand.evaluation_summary") {
        let sql = "SELECT count(*) FROM monitor_retail_demand.evaluation_summary WHERE \"\(column)\" IS NOT NULL"
        #expect(try run.rows(sql) == [[.integer(1)]], "\(column) is NULL")
      }
    }

    @Test("test_predictions has all columns of the test table, the prediction, and which run made it")
    func testPredictions() throws {
      let contract = Self.prepared + ["prediction", "eval_timestamp_utc", "mlflow_run_id", "eval_date"]
      #expect(try Array(columns("monitor_retail_demand.test_predictions").prefix(contract.count)) == contract)
      let copied = Self.prepared.joined(separator: ", ")
      #expect(
        try run.rows("SELECT \(copied) FROM monitor_retail_demand.test_predictions ORDER BY record_id")
          == run.rows("SELECT * FROM retail_demand.test ORDER BY record_id"))
    }

    @Test("shap_feature_importance has a row for each of the 18 features, and not all are nothing")
    func shapFeatureImportance() throws {
      #expect(
        try columns("monitor_retail_demand.shap_feature_importance") == [
          "feature", "mean_abs_shap", "eval_timestamp_utc", "mlflow_run_id", "eval_date",
        ])
      #expect(
        try Set(run.texts("SELECT feature FROM monitor_retail_demand.shap_feature_importance")) == Set(Self.features))
      #expect(
        try run.rows(
          "SELECT min(mean_abs_shap) >= 0, max(mean_abs_shap) > 1 FROM monitor_retail_demand.shap_feature_importance")
          == [[.integer(1), .integer(1)]])
    }

    static let features = [
      "store_id", "is_weekend", "is_holiday", "max_temp_c", "rainfall_mm", "is_hot_day", "is_rainy_day", "base_price",
      "discount_pct", "is_promo", "final_price", "year", "month", "day", "day_of_year", "day_of_week_index",
      "discount_amount", "is_promo_or_holiday",
    ]

    @Test("data_profile is long: the label and each feature with their statistics")
    func dataProfile() throws {
      let contract = [
        "eval_timestamp_utc", "mlflow_run_id", "eval_date", "generated_at_utc", "feature_name", "kind", "n_rows",
        "mean",
        "std", "min", "max", "p25", "p50", "p75",
      ]
      #expect(try Array(columns("monitor_retail_demand.data_profile").prefix(contract.count)) == contract)
      #expect(
        try run.texts("SELECT feature_name FROM monitor_retail_demand.data_profile WHERE kind = 'label'") == [
          "units_sold"
        ])
      let features = try run.texts("SELECT feature_name FROM monitor_retail_demand.data_profile WHERE kind = 'feature'")
      #expect(Set(features) == Set(Self.features))
      #expect(
        try run.rows(
          """
          SELECT p.n_rows = count(*), p.min = min(base_price), p.max = max(base_price), abs(p.mean - avg(base_price)) < 1e-9
          FROM monitor_retail_demand.data_profile AS p, retail_demand.test WHERE p.feature_name = 'base_price'
          """) == [[.integer(1), .integer(1), .integer(1), .integer(1)]])
    }

    @Test("every monitoring row belongs to the run, and its times have the contract's form")
    func keys() throws {
      let identifiers = try run.texts("SELECT mlflow_run_id FROM mlops.runs")
      #expect(identifiers.count == 1)
      for table in ["evaluation_summary", "shap_feature_importance", "test_predictions", "data_profile"] {
        #expect(try run.texts("SELECT DISTINCT mlflow_run_id FROM monitor_retail_demand.\(table)") == identifiers)
        #expect(
          try run.rows(
            """
            SELECT DISTINCT length(eval_timestamp_utc), substr(eval_timestamp_utc, 1, 10) = eval_date
            FROM monitor_retail_demand.\(table)
            """) == [[.integer(24), .integer(1)]])
      }
    }

    @Test("the feature group has a record for every row, with its event time")
    func featureGroup() throws {
      #expect(
        try run.rows(
          "SELECT count(*), count(DISTINCT record_id), min(event_time) < max(event_time) FROM feature_store.retail_demand_features"
        )
          == [[.integer(2400), .integer(2400), .integer(1)]])
    }
  }
}
