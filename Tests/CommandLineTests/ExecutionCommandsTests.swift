import Fixtures
import Foundation
import Testing

@Suite("The commands around executions")
struct ExecutionCommandsTests {
  let stockroom: Program

  init() throws {
    stockroom = try Program()
    try stockroom.loadSales(HandMadeSales(days: 40, stores: 2))
  }

  private func run(_ arguments: String...) throws -> ProgramRun {
    let run = try stockroom.run(arguments)
    #expect(run.status == 0, "\(arguments.joined(separator: " ")): \(run.errors)")
    return run
  }

  private let lenient = ["--parameter", "RMSEThreshold=1e9", "--parameter", "R2Threshold=-1e9"]

  private func rows(_ run: ProgramRun) -> [[String]] {
    run.output.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test("a second run uses the first, says why, and prints the same summary; --no-cache does not")
  func caching() throws {
    let first = try stockroom.run(["pipeline", "run", "retail_demand"] + lenient)
    #expect(first.status == 0, "\(first.errors)")
    let plan = try stockroom.run(["pipeline", "explain", "retail_demand", "--format", "csv"] + lenient)
    #expect(rows(plan).map { $0[2] } == ["reuse", "reuse", "reuse", "reuse", "reuse", "run", "reuse"])
    let second = try stockroom.run(["pipeline", "run", "retail_demand"] + lenient)
    #expect(second.output == first.output)
    #expect(second.errors.contains("unchanged since execution"))
    let changed = try stockroom.run(
      ["pipeline", "explain", "retail_demand", "--parameter", "TrainingSeed=7", "--format", "csv"] + lenient)
    #expect(changed.output.contains("setting training.random_state changed from 42 to 7"))
    let fresh = try stockroom.run(["pipeline", "run", "retail_demand", "--no-cache"] + lenient)
    #expect(!fresh.errors.contains("unchanged since"))
    #expect(try run("pipeline", "logs", "--step", "TrainXGBRetailDemand").output.contains("begins"))
    let only = try stockroom.run(["pipeline", "run", "retail_demand", "--only", "EvaluateModel"] + lenient)
    #expect(only.status == 0, "\(only.errors)")
    #expect(try run("pipeline", "steps", "--format", "csv").output.contains("left out"))
    #expect(try stockroom("pipeline", "resume").status == 1)
    #expect(try stockroom("pipeline", "stop").status == 1)
    #expect(try stockroom("pipeline", "run", "retail_demand", "--from", "nobody").status == 1)
  }

  @Test("runs are searched, ranked, compared, tagged and drawn")
  func tracking() throws {
    for seed in ["1", "2"] {
      #expect(
        try stockroom.run(["pipeline", "run", "retail_demand", "--parameter", "TrainingSeed=\(seed)"] + lenient).status
          == 0)
    }
    #expect(
      rows(try run("runs", "search", "params.seed = '1' and metrics.val_rmse > 0", "--format", "csv")).count
        == 1)
    #expect(rows(try run("runs", "search", "metrics.val_rmse < 0", "--format", "csv")).isEmpty)
    let wrong = try stockroom("runs", "search", "metrics.val_rmse <")
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("column 19"))
    let best = rows(try run("runs", "best", "--metric", "val_rmse", "--format", "csv"))
    #expect(best.count == 2 && (Double(best[0][1]) ?? 1) <= (Double(best[1][1]) ?? 0))
    #expect(try run("runs", "compare", best[0][2], best[1][2]).output.contains("seed"))
    _ = try run("runs", "tag", best[0][2], "stage=test", "kind=a b")
    #expect(rows(try run("runs", "search", "tags.kind = 'a b'", "--format", "csv")).count == 1)
    _ = try run("runs", "tag", best[0][2], "--remove", "stage")
    _ = try run("runs", "note", "latest", "worth a look")
    #expect(try run("runs", "note", "latest").output == "worth a look\n")
    #expect(try run("runs", "curve", "latest").output.contains("val_rmse_round"))
    _ = try run("runs", "curve", "latest", "--svg", "curve.svg")
    let svg = try String(contentsOf: stockroom.directory.url.appending(path: "curve.svg"), encoding: .utf8)
    #expect(svg.hasPrefix("<svg"))
  }

  @Test("definitions are described, checked, stored and compared")
  func definitions() throws {
    #expect(try run("pipeline", "validate", "retail_demand").output.contains("7 steps"))
    #expect(try run("pipeline", "upsert", "retail_demand").output == "retail_demand version 1\n")
    #expect(try run("pipeline", "upsert", "retail_demand").output == "retail_demand version 1, unchanged\n")
    #expect(try run("pipeline", "diff", "retail_demand").output.isEmpty)
    try stockroom.override("pipeline.yml", replacing: "max_depth: 6", with: "max_depth: 5")
    #expect(try run("pipeline", "diff", "retail_demand").output.contains("-  max_depth: 6\n+  max_depth: 5\n"))
    let json = try run("pipeline", "describe", "retail_demand", "--json").output
    try stockroom.write(
      json.replacing("\"max_depth\": 5", with: "\"max_depth\": 4")
        .replacing("\"PipelineName\": \"retail_demand\"", with: "\"PipelineName\": \"copied_demand\""),
      to: "definition.json")
    #expect(
      try run("pipeline", "upsert", "copied_demand", "--definition", "definition.json").output
        == "copied_demand version 1\n")
    #expect(try run("pipeline", "describe", "copied_demand").output.contains("TrainXGBRetailDemand"))
    try stockroom.write("{\"Steps\": []}", to: "empty.json")
    #expect(try stockroom("pipeline", "upsert", "copied_demand", "--definition", "empty.json").status == 1)
    #expect(try run("pipeline", "validate", "copied_demand").output.contains("7 steps"))
    #expect(try run("pipeline", "graph", "retail_demand").output.contains("← TrainXGBRetailDemand"))
    #expect(try run("pipeline", "graph", "retail_demand", "--as", "mermaid").output.contains("flowchart TD"))
  }

  @Test("a schedule is added, looked at, run, paused and removed")
  func schedules() throws {
    #expect(
      try stockroom("schedule", "add", "nightly", "--pipeline", "retail_demand", "--cron", "0 25 * * *").status == 2)
    _ = try run(
      "schedule", "add", "nightly", "--pipeline", "retail_demand", "--cron", "0 2 * * *", "--timezone", "Asia/Bangkok",
      "--parameter", "RMSEThreshold=1e9", "--parameter", "R2Threshold=-1e9")
    #expect(
      rows(try run("schedule", "next", "nightly", "--count", "3", "--format", "csv")).allSatisfy {
        $0[0].contains("T19:00")
      })
    let now = rows(try run("schedule", "run-now", "nightly", "--logical-date", "2026-02-05", "--format", "csv"))
    #expect(now.count == 1 && now[0][2] == "2026-02-05" && now[0][3] == "Succeeded")
    #expect(try run("schedule", "show", "nightly").output.contains("Succeeded"))
    _ = try run("schedule", "run", "--once")
    _ = try run("schedule", "pause", "nightly")
    #expect(try run("schedule", "list").output.contains("Paused"))
    _ = try run("schedule", "resume", "nightly")
    #expect(try run("schedule", "install", "--systemd").output.contains("ExecStart="))
    #expect(try run("schedule", "install", "--cron").output.hasPrefix("* * * * * "))
    _ = try run("schedule", "remove", "nightly")
    #expect(try stockroom("schedule", "show", "nightly").status == 1)
  }

  @Test("an execution in the background gives its id at once and can be followed")
  func background() throws {
    let started = try stockroom.run(["pipeline", "start", "retail_demand"] + lenient)
    #expect(started.status == 0, "\(started.errors)")
    let execution = started.output.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(execution.count == 36)
    // Another one waits until the first is done.
    let second = try stockroom.run(["pipeline", "run", "retail_demand", "--wait", "300"] + lenient)
    #expect(second.status == 0, "\(second.errors)")
    #expect(try run("pipeline", "show", execution).output.contains("RetailDemandXGB 1"))
    #expect(try stockroom("pipeline", "start", "retail_demand", "--parameter", "Nonsense=1").status == 2)
  }

  @Test("new files are taken in, days are filled in, and what is old is taken away")
  func dailyData() throws {
    let rows = HandMadeSales(days: 41, stores: 2).rows.suffix(2).map { $0.joined(separator: ",") }
    try stockroom.write(
      ([HandMadeSales.columns.joined(separator: ",")] + rows).joined(separator: "\n") + "\n",
      to: "data/incoming/new.csv")
    #expect(self.rows(try run("pipeline", "intake", "retail_demand", "--format", "csv")).map { $0[1] } == ["2"])
    let filled = try stockroom.run(
      ["pipeline", "backfill", "retail_demand", "--from", "2026-02-04", "--to", "2026-02-05", "--format", "csv"]
        + lenient)
    #expect(filled.status == 0, "\(filled.errors)")
    #expect(self.rows(filled).map { $0[1] } == ["Succeeded", "Succeeded"])
    #expect(try run("lineage", "RetailDemandXGB/1").output.contains("retail_demand.demand_product"))
    #expect(try run("lineage", "RetailDemandXGB/1", "--files").output.contains("new.csv"))
    #expect(try run("lineage", "retail_demand.demand_product", "--down").output.contains("model.tar.gz"))
    #expect(try run("pipeline", "graph", "--execution", "latest").output.contains("Succeeded"))
    #expect(try run("gc", "--dry-run").errors.contains("0 items"))
  }

  @Test("a file that does not fit is left out: the others are loaded, the scheduled run fails and says how to go on")
  func fileLeftOut() throws {
    let none = try run("pipeline", "intake", "retail_demand")
    #expect(none.errors.contains("there is no folder") && none.errors.contains("data/incoming"))
    #expect(try run("pipeline", "intake", "daily_monitoring").errors.contains("names no folder"))
    let columns = HandMadeSales.columns.joined(separator: ",") + "\n"
    let rows = HandMadeSales(days: 41, stores: 2).rows.suffix(2).map { $0.joined(separator: ",") }
    try stockroom.write(columns, to: "data/incoming/a.csv")
    try stockroom.write(columns + rows.joined(separator: "\n") + "\n", to: "data/incoming/b.csv")
    _ = try run("schedule", "add", "nightly", "--pipeline", "retail_demand", "--cron", "0 2 * * *")
    let failed = try stockroom("schedule", "run-now", "nightly", "--logical-date", "2026-02-10")
    #expect(failed.status == 1)
    #expect(failed.errors.contains("data/incoming/a.csv: expected rows below the header, found a header only"))
    #expect(failed.errors.contains("stockroom schedule run-now nightly --logical-date 2026-02-10"))
    #expect(!failed.errors.contains("pipeline resume"))
    let intake = try stockroom("pipeline", "intake", "retail_demand", "--format", "csv")
    #expect(intake.status == 1)
    let printed = self.rows(intake)
    #expect(printed.map { $0[1] } == ["2", ""] && printed.map { $0[4] } == ["", "no-rows"])
    #expect(!printed[0][3].isEmpty)
  }
}
