import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("pipeline run: bad data and settings fail with a clear message and change no data")
struct BadDataTests {
  let stockroom: Program

  init() throws { stockroom = try Program() }

  private func failure(_ sales: HandMadeSales = HandMadeSales()) throws -> String {
    try stockroom.loadSales(sales)
    return try lastLines(stockroom.failing("pipeline", "run", "retail_demand", ledger: true))
  }

  /// The error, without the lines that tell how the steps went.
  private func lastLines(_ errors: String) throws -> String {
    let start = try #require(errors.range(of: "error: ", options: .backwards), "\(errors)")
    let message = String(errors[start.lowerBound...])
    #expect(message.contains("\n  remedy: "), "\(message)")
    return message
  }

  private func expect(_ message: String, _ parts: String...) {
    for part in parts { #expect(message.contains(part), "\(message)") }
  }

  @Test("a duplicate record identifier with different content")
  func duplicate() throws {
    expect(try failure(HandMadeSales().with("record_id", of: 6, "5")), "column record_id", "such as 5 with")
  }

  @Test("an invalid date", arguments: ["2026-02-30", "31.01.2026", ""])
  func date(text: String) throws {
    expect(try failure(HandMadeSales().with("date", of: 7, text)), "column date, record_id 7", "YYYY-MM-DD")
  }

  @Test("a negative or missing label", arguments: [("-4", "found -4"), ("", "found NULL")])
  func label(text: String, found: String) throws {
    expect(try failure(HandMadeSales().with("units_sold", of: 7, text)), "column units_sold, record_id 7", found)
  }

  @Test("a label that never varies")
  func constantLabel() throws {
    expect(
      try failure(HandMadeSales().with("units_sold", "3")), "column units_sold", "a label that varies", "3 in every row"
    )
  }

  @Test("a feature missing from the query of a project")
  func missingFeature() throws {
    try stockroom.override("features.sql", replacing: "AS day_of_year", with: "AS doy")
    expect(try failure(), "features.sql", "expected a column day_of_year")
  }

  @Test("a split of which one part is empty")
  func emptyPart() throws {
    expect(try failure(HandMadeSales(days: 10)), "part validation", "train 18, validation 0, test 2")
  }

  @Test("percentages that do not add up to 1")
  func fractions() throws {
    try stockroom.override("pipeline.yml", replacing: "test: 0.05", with: "test: 0.15")
    expect(try failure(), "key split", "train + validation + test = 1", "0.9 + 0.05 + 0.15")
  }

  @Test("SQL with a syntax error: the place is shown")
  func syntaxError() throws {
    try stockroom.override("source.sql", replacing: "FROM retail_demand", with: "FORM retail_demand")
    expect(try failure(), "source.sql, line 8", "FORM retail_demand.demand_product", "^")
  }

  @Test("a pipeline.yml that is no YAML")
  func yaml() throws {
    try stockroom.override("pipeline.yml", replacing: "features:\n", with: "features: [\n")
    try stockroom.loadSales()
    expect(try stockroom.failing("pipeline", "run", "retail_demand"), "pipeline.yml", "remedy")
  }

  @Test("a failed execution is on record with its reason")
  func record() throws {
    _ = try failure(HandMadeSales().with("units_sold", "3"))
    let executions = try stockroom("pipeline", "executions", "--format", "csv")
    #expect(executions.output.contains(",Failed,"))
    #expect(executions.output.contains("3 in every row"))
    #expect(try stockroom("pipeline", "steps", "latest").output.contains("Failed"))
  }

  @Test("an unknown parameter is wrong usage and leaves no trace")
  func unknownParameter() throws {
    try stockroom.loadSales()
    let message = try stockroom.failing(
      "pipeline", "run", "retail_demand", "--parameter", "RmseThreshold=5", status: 2)
    expect(message, "parameter RmseThreshold", "RMSEThreshold", "remedy")
  }

  @Test("a threshold that is no number is wrong usage and leaves no trace", arguments: ["five", "", "nan", "1,5"])
  func threshold(value: String) throws {
    try stockroom.loadSales()
    let message = try stockroom.failing(
      "pipeline", "run", "retail_demand", "--parameter", "RMSEThreshold=\(value)", status: 2)
    expect(
      message, "parameter RMSEThreshold", "expected a value of type Float, found \"\(value)\"", "RMSEThreshold=30.0")
  }

  @Test("an unknown pipeline: those that exist are named")
  func unknownPipeline() throws {
    try stockroom.loadSales()
    expect(try stockroom.failing("pipeline", "run", "retail"), "retail_demand", "no such pipeline")
  }

  @Test("a second run at the same time leaves no trace")
  func secondRun() throws {
    try stockroom.loadSales()
    let lock = try #require(try FileLock("pipeline-retail_demand", in: WarehouseLayout(root: stockroom.warehouse)))
    let message = try stockroom.failing("pipeline", "run", "retail_demand")
    expect(message, "pipeline retail_demand", "another one under way", "stockroom pipeline executions")
    withExtendedLifetime(lock) {}
  }

  @Test("no warehouse, and one without the table")
  func noData() throws {
    let none = try lastLines(stockroom.failing("pipeline", "run", "retail_demand", ledger: true))
    expect(none, "expected a warehouse", "stockroom ingest")
    try stockroom.write("id\n1\n", to: "other.csv")
    #expect(try stockroom.run(["ingest", "other.csv", "--table", "raw.other"]).status == 0)
    let run = try stockroom.run(["pipeline", "run", "retail_demand"])
    #expect(run.status == 1)
    expect(try lastLines(run.errors), "source.sql", "retail_demand.demand_product", "stockroom")
  }
}
