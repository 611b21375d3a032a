import Fixtures
import Foundation
import Testing

@Suite("The lineage of what feature groups take in and datasets give")
struct FeatureLineageTests {
  let stockroom: Program

  private func lineage(_ arguments: String...) throws -> [String] {
    let run = try stockroom.run(["lineage"] + arguments + ["--format", "csv"])
    #expect(run.status == 0, "\(arguments): \(run.errors)")
    return run.output.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).dropFirst().prefix(2).joined(separator: " ")
    }
  }

  @discardableResult
  private func run(_ arguments: String...) throws -> ProgramRun {
    let run = try stockroom.run(arguments)
    #expect(run.status == 0, "\(arguments.joined(separator: " ")): \(run.errors)")
    return run
  }

  init() throws {
    stockroom = try Program()
    try stockroom.write("product,at,price\na,2026-01-01,1.5\nb,2026-01-02,2\n", to: "ok.csv")
    try stockroom.write("product,seen,stock\na,2026-01-01,10\n", to: "stock.csv")
    try stockroom.write("product,event_time\na,2026-01-03\nb,2026-01-03\n", to: "rows.csv")
    try run("ingest", "stock.csv", "--table", "shop.stock")
    try run(
      "features", "create", "prices", "--query", "SELECT 'a' AS product, '2026-01-01' AS at, 1.5 AS price",
      "--record-identifier", "product", "--event-time", "at")
    try run("features", "ingest", "prices", "--file", "ok.csv")
    let query = "SELECT product, seen AS at, stock FROM shop.stock"
    try run(
      "features", "create", "stocks", "--query", query, "--record-identifier", "product", "--event-time", "at")
    try run("features", "ingest", "stocks", "--query", query)
  }

  @Test("leads from a file into a group and from a table into another, with the file's size and hash")
  func groups() throws {
    #expect(try lineage("prices") == ["feature group prices", "file ok.csv"])
    #expect(try lineage("stocks") == ["feature group stocks", "table shop.stock", "file stock.csv"])
    #expect(try lineage("ok.csv", "--down") == ["file ok.csv", "feature group prices"])
    #expect(
      try lineage("stock.csv", "--down") == ["file stock.csv", "table shop.stock", "feature group stocks"])
    #expect(try lineage("shop.stock", "--down") == ["table shop.stock", "feature group stocks"])
    let file = stockroom.directory.url.appending(path: "ok.csv").path
    let hash = try ProgramRun("sha256sum", [file], in: stockroom.directory.url).output.prefix(16)
    let rows = try run("lineage", "prices", "--format", "csv").output
    #expect(rows.contains("1,file,ok.csv,2,49,\(hash),"), "\(rows)")
    let files = try run("lineage", "prices", "--files", "--format", "csv").output
    #expect(files.contains("feature_store.prices,ok.csv,2,\(hash),"), "\(files)")
  }

  @Test("leads from groups and rows to a dataset, and on to the table that it made")
  func dataset() throws {
    let made = try run(
      "features", "dataset", "--entities", "rows.csv", "--groups", "prices,stocks", "--to", "training.rows")
    let id = try #require(made.errors.split(separator: " ").last).trimmingCharacters(in: .whitespacesAndNewlines)
    let all: Set = [
      "table training.rows", "dataset \(id)", "feature group prices", "feature group stocks", "file ok.csv",
      "file rows.csv", "table shop.stock", "file stock.csv",
    ]
    #expect(try Set(lineage("training.rows")) == all)
    #expect(try lineage(id).first == "dataset \(id)")
    #expect(try Set(lineage(String(id.prefix(20)))) == all.subtracting(["table training.rows"]))
    #expect(try lineage(id, "--down") == ["dataset \(id)", "table training.rows"])
    for subject in ["ok.csv", "prices", "stock.csv", "rows.csv"] {
      let uses = try lineage(subject, "--down")
      #expect(uses.contains("dataset \(id)") && uses.contains("table training.rows"), "\(subject): \(uses)")
    }
    // Rows of the table go on into a group.
    try run(
      "features", "create", "again", "--query", "SELECT * FROM training.rows", "--record-identifier", "product",
      "--event-time", "event_time")
    try run("features", "ingest", "again")
    #expect(try lineage("again").contains("file ok.csv"))
    #expect(try lineage("ok.csv", "--down").contains("feature group again"))
  }

  @Test("leads from a file of corrections through the group and the run's dataset to the model version")
  func model() throws {
    try stockroom.loadSales(HandMadeSales(days: 40, stores: 2))
    try run("pipeline", "run", "retail_demand", "--parameter", "RMSEThreshold=1e9", "--parameter", "R2Threshold=-1e9")
    let record = try run(
      "query", "SELECT * FROM feature_store.retail_demand_features LIMIT 1", "--format", "csv"
    ).output.split(separator: "\n")
    var columns = record.map { $0.split(separator: ",", omittingEmptySubsequences: false).dropLast(3) }
    columns[1][try #require(columns[0].firstIndex(of: "base_price"))] = "99.5"
    try stockroom.write(columns.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n", to: "fix.csv")
    try run("features", "ingest", "retail_demand_features", "--file", "fix.csv")
    #expect(try !lineage("RetailDemandXGB/1").contains("file fix.csv"))
    #expect(try lineage("fix.csv", "--down") == ["file fix.csv", "feature group retail_demand_features"])
    try run(
      "pipeline", "run", "retail_demand", "--no-cache", "--parameter", "RMSEThreshold=1e9", "--parameter",
      "R2Threshold=-1e9", "--parameter", "TrainingSeed=7")
    let run = try #require(
      try stockroom.rows(
        "SELECT mlflow_run_id FROM mlops.model_packages WHERE model_package_version = 2"
      ).first)
    let dataset = try #require(
      try stockroom.rows("SELECT dataset_id FROM mlops.feature_datasets WHERE mlflow_run_id = '\(run)'").first)
    let origins = try lineage("RetailDemandXGB/2")
    for place in ["run \(run)", "dataset \(dataset)", "feature group retail_demand_features", "file fix.csv"] {
      #expect(origins.contains(place), "\(place): \(origins)")
    }
    for subject in ["fix.csv", "retail_demand_features", dataset] {
      let uses = try lineage(subject, "--down")
      for place in ["dataset \(dataset)", "run \(run)", "model RetailDemandXGB/2"] {
        #expect(uses.contains(place), "\(subject), \(place): \(uses)")
      }
    }
  }
}
