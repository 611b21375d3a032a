import Diagnostics
import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("Pipeline files that do not fit")
struct UnsuitableProjectTests {
  private func failure(
    _ file: String, replacing old: String, with new: String
  ) throws -> (any Diagnostic)? {
    let project = try TemporaryDirectory()
    let text = try SQLLibrary(project: nil).text("pipelines/retail_demand/\(file)")
    try #require(text.contains(old))
    try project.write(text.replacing(old, with: new), to: "sql/pipelines/retail_demand/\(file)")
    let temporary = try TemporaryWarehouse(project: project.url)
    try temporary.load(HandMadeSales().csv, into: "retail_demand.demand_product")
    let ledger = WarehouseSnapshot.executionLedger
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root, ignoring: ledger)
    var failure: (any Diagnostic)?
    do {
      try RetailWarehouse.run(in: temporary.warehouse)
      Issue.record("the pipeline ran to its end")
    } catch let error as any Diagnostic {
      failure = error
    }
    let after = try WarehouseSnapshot(of: temporary.warehouse.layout.root, ignoring: ledger)
    #expect(after == before, "changed: \(after.differences(from: before))")
    return failure
  }

  @Test("a feature that the query does not give is named, with the columns it gives")
  func missingFeature() throws {
    let error = try failure("features.sql", replacing: "AS day_of_year", with: "AS dayofyear")
    #expect(error?.code == "missing-column")
    #expect(error?.expected == "a column day_of_year")
    #expect(error?.found.contains("dayofyear") == true)
    #expect(error?.remedy?.contains("features.sql") == true)
  }

  @Test("SQL with a syntax error is shown with its file, line and column")
  func syntaxError() throws {
    let error = try failure("features.sql", replacing: "FROM source", with: "FORM source")
    #expect(error?.code == "sql")
    #expect(
      error?.subject.contains("sql/pipelines/retail_demand/features.sql, line 15, column ") == true,
      "\(error?.subject ?? "")")
    #expect(error?.found.contains("FORM source") == true)
    #expect(error?.found.contains("^") == true)
  }

  @Test("percentages that do not add up to 1 are refused with their sum")
  func fractions() throws {
    let error = try failure("pipeline.yml", replacing: "train: 0.90", with: "train: 0.80")
    #expect(error?.code == "split-fractions")
    #expect(error?.expected == "train + validation + test = 1")
    #expect(error?.found.hasPrefix("0.8 + 0.05 + 0.05 = 0.9") == true)
  }

  @Test(
    "quantiles that are none are refused", arguments: ["[0.9, 0.1]", "[0.1, 1.5]", "[]", "[0.5, 0.5]"])
  func intervals(_ levels: String) throws {
    let error = try failure(
      "pipeline.yml", replacing: "prediction_intervals: [0.1, 0.9]", with: "prediction_intervals: \(levels)")
    #expect(error?.code == "prediction-intervals")
    #expect(error?.expected?.contains("[0.1, 0.9]") == true)
  }

  @Test("a categorical feature that is no feature is named")
  func categories() throws {
    let error = try failure(
      "pipeline.yml", replacing: "prediction_intervals: [0.1, 0.9]", with: "categorical_features: [shop]")
    #expect(error?.code == "features")
    #expect(error?.found == "shop")
  }

  @Test("a fraction of nothing is refused")
  func zeroFraction() throws {
    let error = try failure(
      "pipeline.yml", replacing: "validation: 0.05\n  test: 0.05", with: "validation: 0\n  test: 0.10")
    #expect(error?.code == "split-fractions")
    #expect(error?.subject.hasSuffix("key split.validation") == true)
  }

  @Test("a split method without a script is named")
  func splitMethod() throws {
    let error = try failure("pipeline.yml", replacing: "method: { parameter: SplitMethod }", with: "method: random")
    #expect(error?.code == "split-method")
    #expect(error?.expected == "one of chronological, shuffled")
    #expect(error?.remedy?.contains("split_random.sql") == true)
  }

  @Test("a setting that is missing is named by its key")
  func missingKey() throws {
    let error = try failure("pipeline.yml", replacing: "record_identifier: record_id", with: "")
    #expect(error?.code == "pipeline-yaml")
    #expect(error?.subject.contains("record_identifier") == true)
  }

  @Test("a setting that is not known is named, not passed over")
  func unknownTrainingParameter() throws {
    let error = try failure("pipeline.yml", replacing: "max_depth: 6", with: "max_dept: 6")
    #expect(error?.subject.contains("max_dept") == true || error?.found.contains("max_dept") == true)
  }

  @Test("a label among the features is refused")
  func leakingLabel() throws {
    #expect(try failure("pipeline.yml", replacing: "  - is_promo\n", with: "  - units_sold\n")?.code == "features")
  }

  @Test("a column that the preparation adds itself cannot come from the query")
  func reservedColumn() throws {
    let error = try failure("features.sql", replacing: "AS day_of_year,", with: "AS day_of_year, 1 AS high_demand,")
    #expect(error?.code == "reserved-column")
    #expect(error?.subject.contains("high_demand") == true)
  }

  @Test("a split that leaves rows out is refused")
  func incompleteSplit() throws {
    let error = try failure(
      "split_chronological.sql", replacing: "FROM shared", with: "FROM shared WHERE record_id <> 3")
    #expect(error?.code == "split")
    #expect(error?.expected?.contains("40 rows") == true)
  }

  @Test("a type that the split does not know is refused")
  func unknownPart() throws {
    let error = try failure("split_chronological.sql", replacing: "ELSE 'test'", with: "ELSE 'exam'")
    #expect(error?.code == "split")
    #expect(error?.found == "\"exam\"")
  }
}
