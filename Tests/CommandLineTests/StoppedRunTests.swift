import Fixtures
import Foundation
import GRDB
import Testing
import Warehouse

@Suite("A run that is told to stop")
struct StoppedRunTests {
  private static let underWay =
    "SELECT status FROM mlops.pipeline_execution_steps WHERE step_name = 'PreprocessRetailDemand'"
  private static let states = """
    SELECT e.status, s.status, a.status, a.error_code FROM mlops.pipeline_executions AS e
    JOIN mlops.pipeline_execution_steps AS s USING (execution_id)
    JOIN mlops.pipeline_step_attempts AS a USING (execution_id, step_name)
    """

  let stockroom: Program
  private let lenient = ["--parameter", "RMSEThreshold=1e9", "--parameter", "R2Threshold=-1e9"]

  init() throws {
    stockroom = try Program()
    try stockroom.loadSales(HandMadeSales(days: 40, stores: 2))
  }

  @Test(
    "by ^C or SIGTERM ends at once, leaves the execution Stopped and the lock free, and can go on",
    arguments: [SIGINT, SIGTERM])
  func signal(number: Int32) throws {
    // The first step wants to write here, so that is where the signal finds it.
    let held = try HeldDatabase("retail_demand", of: stockroom)
    let process = Process()
    process.executableURL = URL(filePath: try #require(Program.executable))
    process.arguments = ["pipeline", "run", "retail_demand"] + lenient
    process.environment = ProcessInfo.processInfo.environment.merging([
      "STOCKROOM_WAREHOUSE": stockroom.warehouse.path
    ]) { $1 }
    process.currentDirectoryURL = stockroom.directory.url
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    try stockroom.wait(until: Self.underWay, is: ["Executing"])
    kill(process.processIdentifier, number)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 1)
    #expect(try stockroom.rows(Self.states) == ["Stopped,Stopped,Stopped,stopped"])
    #expect(try stockroom.rows("SELECT count(*) FROM mlops.pipeline_log_lines WHERE level = 'warning'") == ["2"])
    try held.release()

    let resumed = try stockroom("pipeline", "resume")
    #expect(resumed.status == 0, "\(resumed.errors)")
    let next = try stockroom.run(["pipeline", "run", "retail_demand"] + lenient)
    #expect(next.status == 0, "\(next.errors)")
    #expect(
      try stockroom.rows("SELECT status, times_resumed FROM mlops.pipeline_executions ORDER BY started_at") == [
        "Succeeded,1", "Succeeded,0",
      ])
  }

  @Test("serve runs what is due while it answers, stops it in good order, and whoever looks next goes on with it")
  func served() throws {
    try queueRun()
    let held = try HeldDatabase("retail_demand", of: stockroom)
    let server = try ServingProgram(stockroom)
    try stockroom.wait(until: Self.underWay, is: ["Executing"])
    let connection = try RawConnection(port: server.port)
    try connection.send(RawConnection.request("GET", "/ping", body: []))
    #expect(try connection.answer()?.status == 200)
    #expect(try server.stop() == 0)
    #expect(try stockroom.rows(Self.states) == ["Stopped,Stopped,Stopped,stopped"])
    #expect(try stockroom.rows("SELECT status FROM mlops.schedule_runs") == ["Executing"])
    try held.release()

    let later = try ServingProgram(stockroom)
    try stockroom.wait(until: "SELECT status, logical_date FROM mlops.schedule_runs", is: ["Succeeded,2026-02-05"])
    #expect(try later.stop() == 0)
    #expect(
      try stockroom.rows("SELECT status, times_resumed FROM mlops.pipeline_executions") == ["Succeeded,1"])
  }

  @Test("serve --no-scheduler leaves what is due alone")
  func unscheduled() throws {
    try queueRun()
    let server = try ServingProgram(stockroom, ["--no-scheduler"])
    #expect(try server.stop() == 0)
    #expect(try stockroom.rows("SELECT status FROM mlops.schedule_runs") == ["Queued"])
  }

  /// A schedule with a run that waits for somebody who watches.
  private func queueRun() throws {
    let added = try stockroom.run(
      ["schedule", "add", "nightly", "--pipeline", "retail_demand", "--cron", "0 2 * * *", "--timezone", "UTC"]
        + lenient)
    #expect(added.status == 0, "\(added.errors)")
    try openWarehouse(stockroom).write(.mlops) { db in
      try db.execute(
        sql: """
          INSERT INTO mlops.schedule_runs (schedule_name, scheduled_for, logical_date, status, noted_at)
          VALUES ('nightly', '2026-02-05T02:00:00.000Z', '2026-02-05', 'Queued', '2026-02-05T02:00:00.000Z')
          """)
    }
  }
}
