import Fixtures
import Foundation
import Testing

@Suite("stockroom features dataset")
struct DatasetCommandTests {
  let stockroom: Program

  @discardableResult
  private func run(_ arguments: String..., status: Int32 = 0) throws -> ProgramRun {
    let run = try stockroom.run(arguments)
    #expect(run.status == status, "\(arguments.joined(separator: " ")): \(run.errors)")
    return run
  }

  private func refusal(_ arguments: String..., status: Int32 = 1) throws -> String {
    let run = try stockroom.run(["features", "dataset"] + arguments)
    #expect(run.status == status, "\(arguments.joined(separator: " ")): \(run.status) \(run.errors)")
    #expect(run.output.isEmpty)
    return run.errors
  }

  init() throws {
    stockroom = try Program()
    try stockroom.write("product,event_time\na,2026-01-03\nb,2026-01-03\n", to: "rows.csv")
    for (group, feature) in [("prices", "price"), ("costs", "cost")] {
      try run(
        "features", "create", group, "--query",
        "SELECT 'a' AS product, '2026-01-01T00:00:00.000Z' AS at, 1.5 AS \(feature), 2 AS grade",
        "--record-identifier", "product", "--event-time", "at")
      try run("features", "ingest", group)
    }
  }

  @Test("a feature that two groups have is not guessed at; GROUP.FEATURE and GROUP__FEATURE say which one is meant")
  func ambiguousFeature() throws {
    let refused = try refusal("--entities", "rows.csv", "--groups", "prices,costs", "--features", "grade")
    #expect(refused.contains("it is in prices and costs"))
    #expect(refused.contains("write prices.grade or costs.grade"))
    for form in ["costs.grade", "costs__grade"] {
      let rows = try run(
        "features", "dataset", "--entities", "rows.csv", "--groups", "prices,costs", "--features", "price,\(form)",
        "--format", "csv")
      #expect(rows.output.hasPrefix("product,event_time,price,grade\na,2026-01-03T00:00:00.000Z,1.5,2\n"))
    }
    let both = try run(
      "features", "dataset", "--entities", "rows.csv", "--groups", "prices,costs", "--features",
      "prices.grade,costs.grade", "--format", "csv")
    #expect(both.output.hasPrefix("product,event_time,prices__grade,costs__grade\n"))
    #expect(try refusal("--entities", "rows.csv", "--groups", "prices", "--features", "nix").contains("prices.price"))
    #expect(
      try refusal("--entities", "rows.csv", "--groups", "prices,costs", "--features", "price").contains(
        "take costs out of --groups"))
    #expect(
      try refusal("--entities", "rows.csv", "--groups", "prices", "--features", "price,prices.price").contains(
        "feature price: expected every feature once"))
  }

  @Test("a group is named once")
  func groupTwice() throws {
    #expect(
      try refusal("--entities", "rows.csv", "--groups", "prices,prices").contains("every group once in --groups"))
  }

  @Test("--replace replaces what a dataset made, and nothing else")
  func replaced() throws {
    try stockroom.write("id\n1\n", to: "raw.csv")
    try run("ingest", "raw.csv", "--table", "shop.raw")
    let rows = ["--entities", "rows.csv", "--groups", "prices"]
    func to(_ table: String, _ more: [String] = []) throws -> ProgramRun {
      try stockroom.run(["features", "dataset"] + rows + ["--to", table] + more)
    }
    #expect(try to("shop.raw", ["--replace"]).errors.contains("one that `features dataset --to` made, found one with"))
    #expect(try to("shop.raw").errors.contains("choose another name"))
    #expect(try to("shop.train", ["--replace"]).errors.contains("stockroom fills itself"))
    #expect(try to("monitor_x.rows", ["--replace"]).errors.contains("stockroom fills itself"))
    #expect(try run("query", "SELECT count(*) AS n FROM shop.raw", "--format", "csv").output == "n\n1\n")
    #expect(try to("shop.rows").status == 0)
    #expect(try to("shop.rows").errors.contains("add --replace"))
    #expect(try to("shop.ROWS", ["--replace"]).status == 0)
    // Rows that were loaded into the table since are not a dataset's any more.
    try stockroom.write("product,event_time,price,grade\nz,2026-01-03T00:00:00.000Z,1.0,1\n", to: "more.csv")
    try run("ingest", "more.csv", "--table", "shop.rows")
    #expect(try to("shop.rows", ["--replace"]).errors.contains("found one with other rows"))
  }

  @Test("a destination that cannot be is refused before the rows are looked for")
  func destinationFirst() throws {
    // The query would fail.
    let bad = [
      "--entities", "SELECT abs('x' || product) AS product, 1 AS event_time FROM nowhere.t", "--groups", "prices",
    ]
    for (to, expected) in [
      ("feature_store.x", "stockroom fills itself"), ("x", "database.table"), ("nowhere/rows.csv", "make it first"),
      ("./", "found a folder"),
    ] {
      let run = try stockroom.run(["features", "dataset"] + bad + ["--to", to])
      #expect(run.errors.contains(expected), "\(to): \(run.errors)")
    }
    let same = try stockroom.run(
      ["features", "dataset", "--entities", "rows.csv", "--groups", "prices", "--to", "./rows.csv"])
    #expect(same.errors.contains("another file than the one that the rows are read from"))
  }

  @Test("a run that is not there gets no dataset, and one that is may be named by its first characters")
  func runs() throws {
    let unknown = try refusal("--entities", "rows.csv", "--groups", "prices", "--note-for", "zzz")
    #expect(unknown.contains("no such run") && unknown.contains("stockroom runs list"))
    #expect(try stockroom.rows("SELECT count(*) FROM mlops.feature_datasets") == ["0"])
    #expect(try refusal("--run", "zzz").contains("no such run"))
    try stockroom.loadSales(HandMadeSales(days: 30, stores: 2))
    try run("pipeline", "run", "retail_demand", "--parameter", "RMSEThreshold=1e9", "--parameter", "R2Threshold=-1e9")
    let id = try #require(try stockroom.rows("SELECT mlflow_run_id FROM mlops.runs").first)
    let rows = try run("features", "dataset", "--run", String(id.prefix(8)), "--format", "csv").output
    #expect(rows.split(separator: "\n").count == 61)
    // A run is trained on one dataset: no other one is noted for it, and its own is noted once.
    let other = try refusal("--entities", "rows.csv", "--groups", "prices", "--note-for", String(id.prefix(8)))
    #expect(other.contains("found other rows than those of dataset") && other.contains("leave --note-for out"))
    #expect(try run("features", "dataset", "--run", "latest", "--format", "csv").output == rows)
    try run("features", "dataset", "--run", "latest", "--to", "training.again")
    #expect(try run("query", "SELECT count(*) AS n FROM training.again", "--format", "csv").output == "n\n60\n")
  }

  @Test("a file inside the warehouse is never written over, and one elsewhere only with --replace")
  func files() throws {
    let rows = ["--entities", "rows.csv", "--groups", "prices", "--to"]
    func to(_ path: String, _ more: String...) throws -> ProgramRun {
      try stockroom.run(["features", "dataset"] + rows + [path] + more)
    }
    try FileManager.default.createSymbolicLink(
      at: stockroom.directory.url.appending(path: "link"), withDestinationURL: stockroom.warehouse)
    for path in ["warehouse/databases/mlops.sqlite", "link/databases/mlops.sqlite", "warehouse/new.csv"] {
      let before = try? Data(contentsOf: stockroom.directory.url.appending(path: path))
      let refused = try to(path, "--replace")
      #expect(refused.errors.contains("outside of the warehouse") || refused.errors.contains("a file of another kind"))
      #expect(refused.status == 1)
      let after = try? Data(contentsOf: stockroom.directory.url.appending(path: path))
      #expect(after == before)
    }
    #expect(try to("out.csv").output == "2 rows of 4 columns in file out.csv\n")
    #expect(try to("out.csv").errors.contains("add --replace"))
    #expect(try to("out.csv", "--replace").status == 0)
  }

  @Test(
    "the name of a file of another kind is no table",
    arguments: ["out.parquet", "rows.json", "notes.txt", "a.sqlite", "rows.XLSX", "./rows.parquet"])
  func otherFiles(name: String) throws {
    let refused = try refusal("--entities", "rows.csv", "--groups", "prices", "--to", name)
    #expect(refused.contains("a file that ends in .csv or .csv.gz"))
    #expect(!FileManager.default.fileExists(atPath: stockroom.warehouse.appending(path: "databases/out.sqlite").path))
  }

  @Test("what --show-sql prints can be asked as it is, and says which times it needs")
  func shownSQL() throws {
    let sql = try run(
      "features", "dataset", "--entities", "SELECT 'a' AS product, '2026-01-02T00:00:00.000Z' AS event_time",
      "--groups",
      "prices", "--show-sql"
    ).output
    #expect(sql.contains("event_time must be UTC text of 24 characters"))
    #expect(try run("query", sql, "--format", "csv").output.hasSuffix(",1.5,2\n"))
    let latest = try run("features", "latest", "prices", "--show-sql").output
    #expect(try run("query", latest, "--format", "csv").output.contains("a,2026-01-01T00:00:00.000Z,1.5,2,"))
    #expect(
      try run("query", "-- :id = 'it''s'\nSELECT :id AS id", "--format", "csv").output == "id\nit's\n")
    #expect(
      try run("query", "-- :id = 3\nSELECT :id AS id", "--param", "id=4", "--format", "csv").output == "id\n4\n")
  }

  @Test("wrong rows are refused with what is wrong about them")
  func wrongRows() throws {
    let groups = ["--groups", "prices"]
    func refused(_ entities: String, _ more: [String] = []) throws -> String {
      let run = try stockroom.run(["features", "dataset", "--entities", entities] + groups + more)
      #expect(run.status != 0 && run.output.isEmpty, "\(entities): \(run.output)")
      return run.errors
    }
    #expect(try refused("").contains("a CSV file, or a query"))
    #expect(try refused("rows.tsv").contains("no file of that name"))
    #expect(try refused("SELECT 'a' AS product").contains("a column event_time with the time of each row"))
    #expect(
      try refused("SELECT '2026-01-01' AS event_time").contains("a column product, the group's record identifier"))
    #expect(
      try refused("SELECT 'a' AS product, 'b' AS Product, '2026-01-01' AS event_time").contains(
        "column Product: expected distinct names"))
    #expect(
      try refused("SELECT 'a' AS product, NULL AS event_time UNION ALL SELECT 'b', NULL").contains(
        "expected a time in every row, found NULL in all 2 rows"))
    try stockroom.write("product,event_time\na,2026-01-03\nb,soon\n", to: "late.csv")
    #expect(try refused("late.csv").contains("late.csv, line 3, column event_time"))
    #expect(try refused("SELECT 'a' AS product, 'soon' AS event_time").contains("row 1, column event_time"))
    #expect(try refused("SELECT 'a' AS product, '2026-01-01 08:00' AS event_time").contains("zone"))
    #expect(try refused("SELECT 1 AS product, '2026-01-01' AS event_time").contains("CAST(product AS TEXT)"))
    #expect(try refused("SELECT 'a' AS product", ["--show-sql"]).contains("a column event_time"))
    #expect(try refused("DELETE FROM mlops.runs").contains("DELETE"))
    let none = try run(
      "features", "dataset", "--entities", "SELECT 'a' AS product, '2026-01-01' AS event_time WHERE 0", "--groups",
      "prices", "--format", "csv")
    #expect(none.output == "product,event_time,price,grade\n")
  }

  @Test("options that would say nothing are wrong usage")
  func usage() throws {
    for arguments in [
      ["--run", "x", "--features", "price"], ["--dataset", "x", "--note-for", "y"], ["--dataset", "x", "--show-sql"],
      ["--run", "x", "--dataset", "y"], ["--entities", "rows.csv", "--groups", "prices", "--replace"],
      ["--entities", "rows.csv", "--groups", "prices", "--show-sql", "--to", "a.b"],
    ] {
      #expect(try stockroom.run(["features", "dataset"] + arguments).status == 2, "\(arguments)")
    }
    #expect(try run("features", "datasets", "--group", "nix", status: 1).errors.contains("one of costs, prices"))
  }
}
