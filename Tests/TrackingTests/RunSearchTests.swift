import Fixtures
import Testing
import Tracking
import Warehouse

@Suite("A search for runs")
struct RunSearchTests {
  private let temporary: TemporaryWarehouse
  private let tracker: Tracker

  /// Three runs: a (depth 6, rmse 4.5), b (depth 10, rmse 6), c (no metric, tag stage = old).
  init() throws {
    temporary = try TemporaryWarehouse()
    tracker = Tracker(temporary.warehouse)
    for (name, depth, rmse) in [("a", "6", 4.5), ("b", "10", 6), ("c", "high", nil)] as [(String, String, Double?)] {
      let run = try tracker.startRun(
        experiment: name == "c" ? "other" : "main", name: name, execution: nil, pipeline: "p",
        params: [("max_depth", depth), ("learning rate", "0.1")])
      if let rmse { try run.log(metrics: [("val_rmse", rmse), ("none", nil)]) }
      if name == "c" { try run.tag([("stage", "old"), ("owner's", "50%_of [us]")]) }
      if name != "b" { try run.end(.finished) }
    }
  }

  private func names(_ expression: String, experiment: String? = nil, limit: Int = 20) throws -> [String] {
    let found = try tracker.search(RunFilter(expression), experiment: experiment, limit: limit)
    let column = try #require(found.columns.firstIndex(of: "run_name"))
    return found.rows.map { if case .text(let text) = $0[column] { text } else { "" } }.sorted()
  }

  @Test(
    "finds what the expression says",
    arguments: [
      ("metrics.val_rmse < 5", ["a"]), ("metrics.val_rmse >= 4.5", ["a", "b"]), ("metrics.val_rmse != 6", ["a"]),
      ("metrics.val_rmse < 5 and params.max_depth = '6'", ["a"]),
      ("metrics.val_rmse < 5 and params.max_depth = '7'", []),
      ("metrics.val_rmse < 5 or params.max_depth = 'high'", ["a", "c"]),
      ("not metrics.val_rmse < 5", ["b", "c"]), ("params.max_depth > 6", ["b"]), ("params.max_depth >= 6", ["a", "b"]),
      ("params.max_depth in ('6', 'high')", ["a", "c"]), ("params.max_depth not in ('6')", ["b", "c"]),
      ("params.max_depth in (6, 7)", ["a"]), ("params.`learning rate` = 0.1", ["a", "b", "c"]),
      ("params.\"learning rate\" = '0.1'", ["a", "b", "c"]), ("tags.stage = 'old'", ["c"]),
      ("tags.stage is null", ["a", "b"]), ("tags.stage is not null", ["c"]), ("metrics.none is null", ["a", "b", "c"]),
      ("status = 'FINISHED'", ["a", "c"]), ("attributes.status != 'FINISHED'", ["b"]), ("experiment = 'other'", ["c"]),
      ("run_name like 'a%'", ["a"]), ("run_name like 'A%'", []), ("run_name ilike 'A%'", ["a"]),
      ("tags.`owner's` like '50%'", ["c"]), ("tags.`owner's` like '%[us]'", ["c"]),
      ("tags.`owner's` = '50%_of [us]'", ["c"]),
      ("tags.`owner's` like '5_*_%'", []),
      ("ended_at is null", ["b"]),
      // and binds more than or.
      ("run_name = 'a' or run_name = 'b' and status = 'FINISHED'", ["a"]),
      ("(run_name = 'a' or run_name = 'b') and status = 'RUNNING'", ["b"]),
      ("run_name = '''' or run_name = '; DROP TABLE runs; --'", []),
      ("METRICS.val_rmse < 5 AND NOT (status = 'FAILED')", ["a"]), ("metrics.val_rmse < 5e0", ["a"]),
      ("metrics.val_rmse > -1", ["a", "b"]),
    ])
  func expressions(expression: String, expected: [String]) throws {
    #expect(try names(expression) == expected)
  }

  @Test("stays within an experiment and a limit")
  func limits() throws {
    #expect(try names("status is not null", experiment: "main") == ["a", "b"])
    #expect(try names("status is not null", limit: 1) == ["c"])
  }

  @Test(
    "with a wrong expression says where and what it expected",
    arguments: [
      ("", 1), ("metrics.val_rmse", 17), ("metrics.val_rmse <", 19), ("metrics.val_rmse < 'x'", 20), ("metrics < 5", 9),
      ("val_rmse < 5", 1), ("status = 5", 10), ("status = 'a", 10), ("(status = 'a'", 14), ("status = 'a')", 13),
      ("status = 'a' status = 'b'", 14), ("params.a in ()", 14), ("params.a in ('b'", 17), ("params.a like 5", 15),
      ("metrics.a = 1 and", 18), ("metrics.a ! 1", 11), ("metrics.a = 1.2.3", 13), ("tags.a = `b`", 10),
      ("metrics. = 1", 10), ("not", 4),
    ])
  func wrong(expression: String, column: Int) throws {
    let error = #expect(throws: TrackingError.self) { try RunFilter(expression) }
    #expect(error?.code == "filter")
    #expect(error?.subject == "filter, column \(column)", "\(String(describing: error))")
  }

  @Test("whose parentheses are nested without end is refused, not a crash")
  func depth() {
    #expect(throws: TrackingError.self) {
      try RunFilter(String(repeating: "(", count: 100_000) + "status = 'a'")
    }
    #expect(throws: TrackingError.self) { try RunFilter(String(repeating: "not ", count: 100_000) + "status = 'a'") }
  }
}

@Suite("A run")
struct RunNotesTests {
  @Test("is compared with others line by line")
  func comparison() throws {
    let temporary = try TemporaryWarehouse()
    let tracker = Tracker(temporary.warehouse)
    let runs = try ["6", "7"].map { depth in
      let run = try tracker.startRun(
        experiment: "e", name: "r", execution: nil, pipeline: nil, params: [("max_depth", depth), ("eta", "0.1")])
      if depth == "7" { try run.log(metrics: [("rmse", 2.5)]) }
      return try tracker.run(run.identifier)
    }
    let lines = RunComparison(runs).lines.filter { $0.kind != "run" }
    #expect(lines.map { [$0.kind, $0.name] } == [["param", "eta"], ["param", "max_depth"], ["metric", "rmse"]])
    #expect(lines.map(\.values) == [[.text("0.1"), .text("0.1")], [.text("6"), .text("7")], [.null, .real(2.5)]])
    #expect(lines.map(\.differs) == [false, true, true])
  }

  @Test("gets tags and loses them; a tag it has not is an error and nothing is changed")
  func tags() throws {
    let temporary = try TemporaryWarehouse()
    let tracker = Tracker(temporary.warehouse)
    let run = try tracker.startRun(experiment: "e", name: "r", execution: nil, pipeline: nil, params: []).identifier
    try tracker.change(tagsOf: run, set: [("a", "1"), ("b", "2")])
    try tracker.change(tagsOf: run, set: [("a", "3")], remove: ["b"])
    #expect(try tracker.run(run).tags.map { "\($0.name)=\($0.value)" } == ["a=3"])
    #expect(throws: TrackingError.self) { try tracker.change(tagsOf: run, set: [("c", "1")], remove: ["gone"]) }
    #expect(try tracker.run(run).tags.map(\.name) == ["a"])
  }

  @Test("of an execution that repeats its step begins anew under its id")
  func repeated() throws {
    let temporary = try TemporaryWarehouse()
    let tracker = Tracker(temporary.warehouse)
    func start(_ execution: String) throws -> ActiveRun {
      try tracker.startRun(experiment: "e", name: "train", execution: execution, pipeline: "p", params: [("a", "1")])
    }
    let first = try start("x")
    try first.log(metrics: [("rmse", 1)])
    try first.log(history: [.init("rmse_round", step: 0, value: 1)])
    let again = try start("x")
    #expect(again.identifier == first.identifier)
    #expect(try tracker.run(first.identifier).metrics.isEmpty)
    #expect(try tracker.curves(of: first.identifier) == [])
    #expect(try start("y").identifier != first.identifier)
  }
}
