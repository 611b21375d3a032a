import Fixtures
import Foundation
import Testing

@Suite("Lineage counts what was there when something was made")
struct LineageTimesTests {
  let stockroom: Program

  init() throws { stockroom = try Program() }

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

  private func dataset(_ arguments: String...) throws -> String {
    let run = try stockroom.run(["features", "dataset"] + arguments)
    #expect(run.status == 0, "\(run.errors)")
    return try #require(run.errors.split(separator: " ").last).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func createGroup(
    _ name: String, _ query: String = "SELECT 'a' AS product, '2026-01-01' AS at, 1.5 AS price"
  )
    throws
  {
    try run(
      "features", "create", name, "--query", query, "--record-identifier", "product", "--event-time", "at")
  }

  @Test("of a model: no file that was loaded after it was trained, neither way; the next model has it")
  func model() throws {
    try stockroom.loadSales(HandMadeSales(days: 40, stores: 2))
    func train() throws {
      try run("pipeline", "run", "retail_demand", "--parameter", "RMSEThreshold=1e9", "--parameter", "R2Threshold=-1e9")
    }
    try train()
    try run("model", "approve", "RetailDemandXGB", "1")
    let lines = HandMadeSales(days: 44, stores: 2).csv.split(separator: "\n")
    try stockroom.write(([lines[0]] + lines.suffix(8)).joined(separator: "\n") + "\n", to: "big.csv")
    try run("ingest", "big.csv", "--table", "retail_demand.demand_product")
    func files(_ subject: String) throws -> String {
      try run("lineage", subject, "--files", "--format", "csv").output
    }
    let endpoint = "retail-demand-xgb-serverless-prod"
    for subject in ["RetailDemandXGB/1", endpoint, "retail_demand_features"] {
      let origins = try lineage(subject)
      #expect(origins.contains("file sales.csv") && !origins.contains("file big.csv"), "\(subject): \(origins)")
      let files = try files(subject)
      #expect(files.contains("sales.csv") && !files.contains("big.csv"), "\(subject): \(files)")
    }
    #expect(try lineage("retail_demand.demand_product").contains("file big.csv"))
    #expect(try lineage("big.csv", "--down") == ["file big.csv", "table retail_demand.demand_product"])
    let made = try lineage("sales.csv", "--down")
    #expect(made.contains("model RetailDemandXGB/1") && made.contains("endpoint \(endpoint)"), "\(made)")

    try train()
    #expect(try lineage("RetailDemandXGB/2").contains("file big.csv"))
    #expect(try !lineage("RetailDemandXGB/1").contains("file big.csv"))
    let later = try lineage("big.csv", "--down")
    #expect(later.contains("model RetailDemandXGB/2") && !later.contains("model RetailDemandXGB/1"), "\(later)")
    let both = try lineage("sales.csv", "--down")
    #expect(both.contains("model RetailDemandXGB/2") && both.contains("model RetailDemandXGB/1"), "\(both)")
  }

  @Test("of a group's pipeline: the group has its step, by each of its names")
  func pipelineGroup() throws {
    try stockroom.loadSales(HandMadeSales(days: 40, stores: 2))
    try run("pipeline", "run", "retail_demand", "--parameter", "RMSEThreshold=1e9", "--parameter", "R2Threshold=-1e9")
    for name in ["retail_demand_features", "feature_store.retail_demand_features"] + [
      "feature_store.retail_demand_features__latest"
    ] {
      let rows = try run("lineage", name, "--format", "csv").output.split(separator: "\n")
      #expect(rows[1].hasPrefix("0,feature group,retail_demand_features,"), "\(rows)")
      #expect(rows[1].contains("PreprocessRetailDemand"), "\(rows)")
      #expect(rows[2].hasPrefix("1,table,retail_demand.demand_product,"), "\(rows)")
      #expect(try lineage(name, "--down").contains("model RetailDemandXGB/1"))
    }
  }

  @Test("of a group and a dataset that were made from a table, and of a file that the group took in later")
  func tables() throws {
    try stockroom.write("product,at,price\na,2026-01-01,1.5\n", to: "first.csv")
    try stockroom.write("product,at,price\nb,2026-01-01,2.5\n", to: "late.csv")
    try stockroom.write("product,event_time\na,2026-01-03\nb,2026-01-03\n", to: "rows.csv")
    try run("ingest", "first.csv", "--table", "r.t1")
    try createGroup("g1", "SELECT product, at, price FROM r.t1")
    try run("features", "ingest", "g1", "--query", "SELECT product, at, price FROM r.t1")
    let id = try dataset("--entities", "rows.csv", "--groups", "g1", "--to", "ds.t")
    try run("ingest", "late.csv", "--table", "r.t1")
    let origins = ["table r.t1", "file first.csv"]
    #expect(try lineage("g1") == ["feature group g1"] + origins)
    #expect(try Set(lineage(id)) == Set(["dataset \(id)", "feature group g1", "file rows.csv"] + origins))
    #expect(try lineage("ds.t").contains("file first.csv") && !lineage("ds.t").contains("file late.csv"))
    #expect(try lineage("late.csv", "--down") == ["file late.csv", "table r.t1"])
    #expect(
      try lineage("first.csv", "--down") == [
        "file first.csv", "table r.t1", "feature group g1", "dataset \(id)", "table ds.t",
      ])
    #expect(try lineage("r.t1", "--down").first == "table r.t1")
    // A file that the group takes in now is the group's, not the dataset's.
    try stockroom.write("product,at,price\nc,2026-01-02,3.5\n", to: "later.csv")
    try run("features", "ingest", "g1", "--file", "later.csv")
    #expect(try lineage("g1").contains("file later.csv") && !lineage("g1").contains("file late.csv"))
    #expect(try !lineage(id).contains("file later.csv"))
    #expect(try !lineage("ds.t").contains("file later.csv"))
    #expect(try lineage("later.csv", "--down") == ["file later.csv", "feature group g1"])
    let files = try run("lineage", id, "--files", "--format", "csv").output
    #expect(files.contains("first.csv") && !files.contains("late"), "\(files)")
    // What is made now has it all.
    try run("features", "ingest", "g1", "--query", "SELECT product, at, price FROM r.t1")
    let next = try dataset("--entities", "rows.csv", "--groups", "g1", "--to", "ds.t", "--replace")
    #expect(try ["file later.csv", "file late.csv", "file first.csv"].allSatisfy(lineage(next).contains))
    #expect(try ["file later.csv", "file late.csv"].allSatisfy(lineage("ds.t").contains))
    let uses = try lineage("late.csv", "--down")
    #expect(uses.contains("dataset \(next)") && !uses.contains("dataset \(id)"), "\(uses)")
    // Each dataset stands once.
    let all = try lineage("r.t1", "--down")
    #expect(all.filter { $0 == "dataset \(id)" }.count == 1)
  }

  @Test("of a group that was made anew: the datasets of the old one are not its own")
  func groupMadeAnew() throws {
    try stockroom.write("product,event_time\na,2026-01-03\n", to: "rows.csv")
    try createGroup("g")
    try run("features", "ingest", "g")
    let id = try dataset("--entities", "rows.csv", "--groups", "g", "--to", "ds.t")
    #expect(try stockroom.run(["features", "delete", "g", "--yes"]).status != 0)
    try run("features", "delete", "g", "--yes", "--force")
    try createGroup("g")
    #expect(try lineage("g", "--down") == ["feature group g"])
    let again = try stockroom.run(["features", "dataset", "--dataset", id, "--to", "again.csv"])
    #expect(again.status != 0 && again.errors.contains("the group was deleted since and made again at 2"))
    let findings = try stockroom.run(["doctor"])
    #expect((findings.output + findings.errors).contains("cannot be made again: 1"), "\(findings.output)")
    try run("features", "delete", "g", "--yes")
  }

  @Test("of a file: by any path to it; where several are meant, they are named")
  func paths() throws {
    try stockroom.write("a,b\n1,2\n", to: "in1/s.csv")
    try stockroom.write("a,b\n3,4\n", to: "in2/s.csv")
    try stockroom.write("a,b\n5,6\n", to: "w.csv")
    for (file, table) in [("in1/s.csv", "p.one"), ("in2/s.csv", "p.two"), ("w.csv", "p.three"), ("w.csv", "p.four")] {
      try run("ingest", file, "--table", table)
    }
    let folder = stockroom.directory.url.path
    #expect(try lineage("./in1/s.csv", "--down") == ["file in1/s.csv", "table p.one"])
    #expect(try lineage("\(folder)/in2/s.csv", "--down") == ["file in2/s.csv", "table p.two"])
    #expect(try Set(lineage("\(folder)/w.csv", "--down")) == ["file w.csv", "table p.three", "table p.four"])
    let several = try stockroom.run(["lineage", "s.csv", "--down"])
    #expect(several.status != 0 && several.errors.contains("in1/s.csv, in2/s.csv"), "\(several.errors)")
    let guess = try run("lineage", "/elsewhere/w.csv", "--down")
    #expect(guess.errors.contains("no file was loaded as /elsewhere/w.csv; this is the lineage of w.csv"))
    let nothing = try stockroom.run(["lineage", "nothing.csv"]).errors
    #expect(nothing.contains("`stockroom features datasets`") && nothing.contains("`stockroom features list`"))
  }
}
