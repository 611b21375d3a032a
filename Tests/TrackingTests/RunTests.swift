import Fixtures
import Testing
import Tracking
import Warehouse

@Suite("A tracked run")
struct RunTests {
  let temporary: TemporaryWarehouse
  var tracker: Tracker { Tracker(temporary.warehouse) }

  init() throws { temporary = try TemporaryWarehouse() }

  private func start(_ name: String = "first", params: [(name: String, value: String)] = []) throws -> ActiveRun {
    try tracker.startRun(experiment: "demand", name: name, execution: "e-1", pipeline: "p", params: params)
  }

  @Test("begins RUNNING with its parameters, and an experiment that is made once")
  func begins() throws {
    let run = try start(params: [("max_depth", "6"), ("eta", "0.1")])
    _ = try start("second")
    let record = try tracker.run(run.identifier)
    #expect(record.identifier.wholeMatch(of: /[0-9a-f]{32}/) != nil)
    #expect(record.experiment == "demand")
    #expect(record.name == "first")
    #expect(record.status == "RUNNING")
    #expect(record.endedAt == nil)
    #expect(record.execution == "e-1")
    #expect(record.params.map { "\($0.name)=\($0.value)" } == ["eta=0.1", "max_depth=6"])
    #expect(try temporary.rows("SELECT count(*) FROM mlops.experiments") == [[.integer(1)]])
  }

  @Test(
    "ends FINISHED or FAILED, with the time", arguments: [(ActiveRun.Ending.finished, "FINISHED"), (.failed, "FAILED")])
  func end(ending: ActiveRun.Ending, status: String) throws {
    let run = try start()
    try run.end(ending)
    let record = try tracker.run(run.identifier)
    #expect(record.status == status)
    #expect(try #require(record.endedAt) > record.startedAt)
  }

  @Test("keeps the history of a metric step by step, and replaces a step that is logged again")
  func history() throws {
    let run = try start()
    try run.log(history: (0..<5).map { .init("val_rmse_round", step: $0, value: 10 - Double($0)) })
    try run.log(history: [.init("val_rmse_round", step: 2, value: 7.5), .init("train_rmse_round", step: 0, value: 1)])
    let rows = try temporary.rows(
      "SELECT step, value FROM mlops.run_metric_history WHERE name = 'val_rmse_round' ORDER BY step")
    #expect(
      rows == [
        [.integer(0), .real(10)], [.integer(1), .real(9)], [.integer(2), .real(7.5)], [.integer(3), .real(7)],
        [.integer(4), .real(6)],
      ])
    #expect(try tracker.run(run.identifier).metrics.isEmpty, "listings do not read the history")
  }

  @Test("keeps metrics, with NULL for one that has no value, and the last value of one that is logged twice")
  func metrics() throws {
    let run = try start()
    try run.log(metrics: [("test_rmse", 3), ("test_r2", nil)])
    try run.log(metrics: [("test_rmse", 2.5)])
    let metrics = try tracker.run(run.identifier).metrics
    #expect(metrics.map(\.name) == ["test_r2", "test_rmse"])
    #expect(metrics.map(\.value) == [nil, 2.5])
  }

  @Test("keeps tags and artifacts")
  func tagsAndArtifacts() throws {
    let run = try start()
    try run.tag([("fit_status", "overfit")])
    try run.tag([("fit_status", "good_fit")])
    let stored = try temporary.warehouse.objects.store([1, 2, 3], as: "m/model.tar.gz")
    try run.log(artifact: stored, as: "model/model.tar.gz")
    let record = try tracker.run(run.identifier)
    #expect(record.tags.map { "\($0.name)=\($0.value)" } == ["fit_status=good_fit"])
    #expect(record.artifacts.map(\.path) == ["model/model.tar.gz"])
    #expect(record.artifacts.map(\.object) == ["m/model.tar.gz"])
    #expect(record.artifacts.map(\.byteCount) == [3])
    #expect(record.artifacts.map(\.sha256) == [stored.sha256])
  }

  @Test("a history of which one point is refused is not kept in part")
  func refusedPoint() throws {
    let run = try start()
    #expect(throws: (any Error).self) {
      try run.log(history: [.init("x", step: 0, value: 1), .init("x", step: 1, value: .nan)])
    }
    #expect(try temporary.rows("SELECT count(*) FROM mlops.run_metric_history") == [[.integer(0)]])
  }

  @Test("is found by its execution, the latest where there are several")
  func byExecution() throws {
    _ = try start()
    let second = try start()
    #expect(try tracker.run(ofExecution: "e-1") == second.identifier)
    #expect(try tracker.run(ofExecution: "e-2") == nil)
  }
}
