import Fixtures
import Foundation
import Testing

@Suite("Wrong input")
struct WrongInputTests {
  let stockroom: Program

  init() throws { stockroom = try Program() }

  @discardableResult
  private func run(_ arguments: String..., status: Int32 = 0) throws -> ProgramRun {
    let run = try stockroom.run(arguments)
    #expect(run.status == status, "\(arguments.joined(separator: " ")): \(run.errors)")
    return run
  }

  @Test("a value that a pipeline's step cannot work with is wrong usage, named with the choices; nothing is on record")
  func parameterValues() throws {
    try stockroom.loadSales()
    let source = try stockroom.failing("pipeline", "run", "retail_demand", "--source", "foo", status: 2)
    #expect(source.contains("parameter TrainingSource=foo: expected tables or feature-store, found \"foo\""))
    let split = try stockroom.failing(
      "pipeline", "run", "retail_demand", "--parameter", "SplitMethod=random", status: 2)
    #expect(split.contains("expected one of chronological, shuffled, found \"random\""))
    #expect(
      try stockroom.failing("pipeline", "run", "retail_demand", "--parameter", "LogicalDate=soon", status: 2)
        .contains("a day such as"))
    #expect(try stockroom.failing("pipeline", "explain", "retail_demand", "--source", "foo", status: 2).contains("foo"))
  }

  @Test("a raw table that is missing is named with the command that loads it; a failed execution is all that is left")
  func missingTable() throws {
    try stockroom.write("a,b\n1,2\n", to: "other.csv")
    try run("ingest", "other.csv", "--table", "shop.other")
    let errors = try stockroom.failing("pipeline", "run", "retail_demand", ledger: true)
    #expect(errors.contains("source.sql: expected the table retail_demand.demand_product, found no such table"))
    #expect(errors.contains("`stockroom ingest FILE --table retail_demand.demand_product`"))
    #expect(
      !FileManager.default.fileExists(
        atPath: stockroom.warehouse.appending(path: "databases/retail_demand.sqlite").path))
    #expect(
      try run("query", "SELECT status FROM mlops.pipeline_executions", "--format", "csv").output == "status\nFailed\n")
    #expect(try run("features", "list", "--format", "csv").output.split(separator: "\n").count == 1)
  }

  @Test(
    "no warehouse is made where a command only reads, or a run names one that is not there",
    arguments: [
      (["pipeline", "validate", "retail_demand"], 0), (["pipeline", "describe", "retail_demand"], 0),
      (["pipeline", "describe", "retail_demand", "--version", "1"], 1), (["pipeline", "list"], 0),
      (["pipeline", "explain", "retail_demand"], 1), (["monitor", "run"], 1), (["tables"], 1),
      (["pipeline", "backfill", "retail_demand", "--from", "2026-01-01", "--to", "2026-01-02"], 1),
      (["pipeline", "intake", "retail_demand"], 1), (["dashboard", "export", "out"], 1), (["doctor"], 1),
      (["pipeline", "upsert", "nothing"], 1), (["pipeline", "upsert", "p", "--definition", "none.json"], 1),
      (["schedule", "add", "s", "--pipeline", "nothing", "--cron", "0 2 * * *"], 1),
    ] as [([String], Int32)])
  func noWarehouse(arguments: [String], status: Int32) throws {
    let run = try stockroom.run(arguments)
    #expect(run.status == status, "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: stockroom.warehouse.path))
    #expect(!FileManager.default.fileExists(atPath: stockroom.directory.url.appending(path: "out").path))
  }

  @Test(
    "validating a pipeline prepares its SQL: columns that a table lacks are errors, tables that are missing are told")
  func validate() throws {
    #expect(
      try run("pipeline", "validate", "retail_demand").errors.contains(
        "not checked: sql/pipelines/retail_demand/source.sql: there is no table retail_demand.demand_product yet"))
    try stockroom.loadSales()
    #expect(try run("pipeline", "validate", "retail_demand").errors.isEmpty)
    try stockroom.override("seasonal_naive.sql", replacing: "history.units_sold AS", with: "history.units AS")
    #expect(
      try run("pipeline", "validate", "retail_demand", status: 1).errors.contains("no such column: history.units"))
    try stockroom.override("source.sql", replacing: "rainfall_mm,", with: "rain_fall,")
    let errors = try run("pipeline", "validate", "retail_demand", status: 1).errors
    #expect(errors.contains("source.sql, line 6, column "), "\(errors)")
    #expect(errors.contains("no such column: rain_fall"))
    try stockroom.override(
      "pipeline.yml", replacing: "type: Preprocess",
      with: "type: Preprocess\n    retry: [{ errors: [bussy], attempts: 2 }]")
    #expect(
      try run("pipeline", "validate", "retail_demand", status: 1).errors.contains("write busy, if that was meant"))
  }

  @Test(
    "a limit that shows nothing is wrong usage",
    arguments: [
      ["features", "head", "g", "--rows", "0"], ["features", "latest", "g", "--rows=-1"],
      ["features", "as-of", "g", "now", "-n", "0"], ["features", "datasets", "--limit", "0"],
      ["runs", "list", "--limit", "0"], ["events", "list", "--limit", "0"], ["events", "deliveries", "--limit", "0"],
      ["pipeline", "executions", "--limit", "0"], ["audit", "--limit", "0"],
    ])
  func limits(arguments: [String]) throws {
    let run = try stockroom.run(arguments)
    #expect(run.status == 2)
    #expect(run.errors.contains("takes a number of at least 1"), "\(run.errors)")
  }

  @Test("an empty text is no beginning of an id: nothing is shown, noted or revoked by it")
  func emptyIdentifiers() throws {
    try run("users", "add", "ann")
    try run("tokens", "create", "ann")
    for command in [["tokens", "revoke"], ["topics", "unsubscribe"], ["events", "show"], ["runs", "show"]] {
      let run = try stockroom.run(command + [""])
      #expect(run.status == 1, "\(command)")
      #expect(run.output.isEmpty)
    }
    #expect(try run("pipeline", "show", "", status: 1).errors.contains("found none"))
    try run("dashboard", "export", "", status: 2)
  }

  @Test("a very long name is cut in a message")
  func longName() throws {
    try run("users", "add", "ann")
    let errors = try run("pipeline", "run", String(repeating: "x", count: 5000), status: 1).errors
    #expect(errors.contains("… (5000 characters)"))
    #expect(errors.utf8.count < 1000)
  }

  @Test("a dashboard without any run says what to run, and not what SQLite found")
  func dashboard() throws {
    try run("users", "add", "ann")
    let errors = try run("dashboard", "export", "out", status: 1).errors
    #expect(errors.contains("stockroom pipeline run NAME"))
    #expect(!FileManager.default.fileExists(atPath: stockroom.directory.url.appending(path: "out").path))
    try stockroom.write("a\n1\n", to: "a.csv")
    try run("ingest", "a.csv", "--table", "shop.a")
    try run("pipeline", "run", "retail_demand", status: 1)
    #expect(try !run("dashboard", "export", "out", status: 1).errors.contains("no such table"))
  }

  @Test("a file where a directory should be is told as such")
  func fileForDirectory() throws {
    try stockroom.write("a\n1\n", to: "a.csv")
    let errors = try run("ingest", "a.csv", "--table", "shop.a", "--warehouse", "a.csv", status: 1).errors
    #expect(errors.contains("found a file at ") && errors.contains("a.csv"), "\(errors)")
    try run("users", "add", "ann")
    #expect(try run("dashboard", "export", "a.csv", status: 1).errors.contains("found a file at "))
  }
}
