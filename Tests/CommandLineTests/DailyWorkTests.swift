import Fixtures
import Foundation
import Testing

@Suite("A day with the program")
struct DailyWorkTests {
  let stockroom: Program

  init() throws {
    stockroom = try Program()
    try stockroom.loadSales(HandMadeSales(days: 50, stores: 3))
  }

  private func run(_ arguments: String...) throws -> ProgramRun {
    let run = try stockroom.run(arguments)
    #expect(run.status == 0, "\(arguments.joined(separator: " ")): \(run.errors)")
    return run
  }

  private let lenient = ["--parameter", "RMSEThreshold=1e9", "--parameter", "R2Threshold=-1e9"]

  @Test("a pipeline shows its steps and ends with a summary; all that reads finds what it left")
  func wholeDay() throws {
    let pipeline = try stockroom.run(["pipeline", "run", "retail_demand"] + lenient)
    #expect(pipeline.status == 0, "\(pipeline.errors)")
    for step in [
      "PreprocessRetailDemand", "TrainXGBRetailDemand", "EvaluateModel", "IngestEvalToAthena",
      "CheckMetricsAndRegister", "RegisterRetailDemandModel-RegisterModel",
    ] {
      #expect(pipeline.errors.contains(step))
    }
    for figure in [
      "test rmse", "test mae", "test r2", "seasonal-naive rmse", "top SHAP features", "condition", "model version",
      "evaluation files",
    ] {
      #expect(pipeline.output.contains(figure))
    }
    #expect(pipeline.output.contains("RetailDemandXGB 1, PendingManualApproval"))

    let show = try run("pipeline", "show").output
    for text in ["retail_demand version 1", "parameter R2Threshold", "RetailDemandXGB 1, PendingManualApproval"] {
      #expect(show.contains(text))
    }
    #expect(try run("pipeline", "executions", "retail_demand").output.contains("Succeeded"))
    #expect(try run("pipeline", "steps").output.contains("TrainXGBRetailDemand"))
    #expect(try run("features", "list").output.contains("retail_demand_features"))
    #expect(try run("features", "describe", "retail_demand_features").output.contains("record identifier"))
    #expect(
      try run("features", "head", "retail_demand_features", "-n", "2", "--format", "csv").output.split(separator: "\n")
        .count == 3)
    #expect(try run("runs", "list").output.contains("retail-demand-forecasting"))
    #expect(try run("runs", "show").output.contains("model/model.tar.gz"))
    #expect(try run("model", "list").output.contains("PendingManualApproval"))
    #expect(try run("model", "show", "RetailDemandXGB", "1").output.contains("rmse"))

    let names = try run("query", "--list", "--format", "csv").output.split(separator: "\n").dropFirst().compactMap {
      $0.split(separator: ",").first
    }
    #expect(names.count >= 10)
    for name in names { _ = try run("query", "--name", String(name)) }

    let export = try run("export", "dashboard", "--to", "out", "--format", "csv")
    let files = try FileManager.default.contentsOfDirectory(atPath: stockroom.directory.url.appending(path: "out").path)
    #expect(files.count == export.output.split(separator: "\n").count - 1)
    #expect(files.count > 0 && files.allSatisfy { $0.hasSuffix(".csv") })
  }

  @Test("a condition that is not met ends with 3, after the summary")
  func unmetCondition() throws {
    let pipeline = try stockroom("pipeline", "run", "retail_demand", "--parameter", "RMSEThreshold=0.001")
    #expect(pipeline.status == 3)
    #expect(pipeline.output.contains("not registered"))
    #expect(pipeline.errors.contains("condition CheckMetricsAndRegister not met"))
    #expect(
      try run("query", "SELECT count(*) AS n FROM monitor_retail_demand.evaluation_summary", "--format", "csv").output
        == "n\n1\n")
    #expect(try run("model", "list", "--format", "json").output == "[]\n")
  }

  @Test("generate writes the same data for the same seed, and ingest takes it from a pipe")
  func generate() throws {
    let first = try run("generate", "--stores", "2", "--days", "3", "--seed", "5")
    #expect(first.output.split(separator: "\n").count == 7)
    #expect(first.output.hasPrefix(HandMadeSales.columns.joined(separator: ",") + "\n"))
    #expect(try run("generate", "--stores", "2", "--days", "3", "--seed", "5").output == first.output)
    #expect(try run("generate", "--stores", "2", "--days", "3", "--seed", "6").output != first.output)
    _ = try run("generate", "--stores", "2", "--days", "3", "--seed", "5", "--output", "made.csv")
    #expect(
      try String(contentsOf: stockroom.directory.url.appending(path: "made.csv"), encoding: .utf8) == first.output)
    #expect(try stockroom("ingest", "-", "--table", "shop.made", input: first.output).status == 0)
  }

  @Test("--warehouse comes before the environment, the environment before the project")
  func settings() throws {
    let flag = stockroom.directory.url.appending(path: "by-flag").path
    #expect(try run("ingest", "sales.csv", "--table", "shop.sales", "--warehouse", flag).status == 0)
    #expect(FileManager.default.fileExists(atPath: flag + "/attach.sql"))
    let environment: [String: String?] = ["STOCKROOM_WAREHOUSE": nil, "STOCKROOM_PROJECT": "mine"]
    try FileManager.default.createDirectory(
      at: stockroom.directory.url.appending(path: "mine"), withIntermediateDirectories: true)
    #expect(try stockroom("ingest", "sales.csv", "--table", "shop.sales", environment: environment).status == 0)
    #expect(
      FileManager.default.fileExists(atPath: stockroom.directory.url.appending(path: "mine/warehouse/attach.sql").path))
    let missing = try stockroom("tables", "--project", "nowhere")
    #expect(missing.status == 1)
    #expect(missing.errors.contains("nowhere"))
  }

  @Test("two ingestions at once both arrive")
  func twoIngestions() async throws {
    for part in 0..<2 {
      try stockroom.write("id\n" + (0..<1000).map { "\(part * 1000 + $0)\n" }.joined(), to: "\(part).csv")
    }
    try await withThrowingTaskGroup(of: Int32.self) { group in
      for part in 0..<2 {
        group.addTask { [stockroom] in try stockroom("ingest", "\(part).csv", "--table", "shop.both").status }
      }
      for try await status in group { #expect(status == 0) }
    }
    #expect(try run("query", "SELECT count(*) AS n FROM shop.both", "--format", "csv").output == "n\n2000\n")
  }

  @Test(
    "attach.sql gives plain sqlite3 the same answer",
    .enabled(if: ProgramRun.isInstalled("sqlite3"), "the sqlite3 shell is not installed"))
  func plainShell() throws {
    let sql = "SELECT store_id, sum(units_sold) AS units FROM retail_demand.demand_product GROUP BY 1 ORDER BY 1"
    let shell = try ProgramRun(
      "sqlite3",
      ["-batch", "-csv", "-header", "-init", stockroom.warehouse.appending(path: "attach.sql").path, ":memory:", sql])
    #expect(try run("query", sql, "--format", "csv").output == shell.output.replacing("\r\n", with: "\n"))
  }
}
