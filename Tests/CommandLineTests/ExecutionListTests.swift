import Fixtures
import Foundation
import GRDB
import Testing
import Warehouse

@Suite("Executions as they are asked for and listed")
struct ExecutionListTests {
  private let stockroom: Program
  private let lenient = ["--parameter", "RMSEThreshold=1e9", "--parameter", "R2Threshold=-1e9"]

  init() throws {
    stockroom = try Program()
    try stockroom.loadSales(HandMadeSales(days: 40, stores: 2))
  }

  @Test("the logical date of a run is on record, is the pipeline's parameter, and is listed with name and version")
  func logicalDate() throws {
    let run = try stockroom.run(
      ["pipeline", "run", "retail_demand", "--logical-date", "2026-02-05", "--display-name", "first try"] + lenient)
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      try stockroom.rows("SELECT logical_date, parameters ->> 'LogicalDate' FROM mlops.pipeline_executions")
        == ["2026-02-05,2026-02-05"])
    let list = try stockroom("pipeline", "executions", "--format", "csv").output
    #expect(list.contains(",retail_demand,1,first try,2026-02-05,Succeeded,"), "\(list)")
    let show = try stockroom("pipeline", "show", "--format", "csv").output
    for line in [
      "pipeline,retail_demand version 1", "display name,first try", "logical date,2026-02-05", "status,Succeeded",
      "parameter LogicalDate,2026-02-05", "started,", "ended,", "seconds,",
    ] { #expect(show.contains("\n\(line)"), "\(show)") }
  }

  @Test(
    "a logical date that is no day, or that a parameter contradicts, is wrong usage and leaves no trace",
    arguments: [["2025-13-01"], ["2026-02-05", "--parameter", "LogicalDate=2026-02-04"]])
  func wrongDate(words: [String]) throws {
    for command in ["run", "start"] {
      let run = try stockroom.run(["pipeline", command, "retail_demand", "--logical-date"] + words)
      #expect(run.status == 2 && !run.errors.contains("CHECK"), "\(run.errors)")
    }
    #expect(try stockroom.rows("SELECT count(*) FROM mlops.pipeline_executions") == ["0"])
  }

  @Test("an execution whose process is gone is told, with its seconds so far")
  func abandoned() throws {
    #expect(try stockroom.run(["pipeline", "run", "retail_demand"] + lenient).status == 0)
    #expect(try stockroom("pipeline", "executions").errors.isEmpty)
    try openWarehouse(stockroom).write(.mlops) { db in
      // No system gives a process so large a number.
      try db.execute(
        sql: """
          UPDATE mlops.pipeline_executions
          SET status = 'Executing', ended_at = NULL, process_id = 99999999, started_at = '2020-01-01T00:00:00.000Z'
          """)
    }
    let list = try stockroom("pipeline", "executions", "retail_demand", "--format", "csv")
    #expect(list.errors.contains("its process is gone; `stockroom pipeline resume"))
    let seconds = list.output.split(separator: "\n").last?.split(separator: ",", omittingEmptySubsequences: false)[7]
    #expect(seconds.flatMap { Double($0) }.map { $0 > 1e8 } == true, "\(list.output)")
    #expect(try stockroom("pipeline", "show").errors.contains("its process is gone"))
  }

  @Test("the executions of a pipeline that nobody knows are an error, those of one that has not run are none")
  func unknown() throws {
    let unknown = try stockroom("pipeline", "executions", "nosuch")
    #expect(unknown.status == 1 && unknown.errors.contains("retail_demand"), "\(unknown.errors)")
    #expect(try stockroom("pipeline", "executions", "store_item").status == 0)
  }

  @Test(
    "a run in a warehouse that is named and is not there is refused and makes none, unless files wait to be taken in")
  func noWarehouse() throws {
    let typo = stockroom.directory.url.appending(path: "typo").path
    for command in ["run", "start"] {
      let run = try stockroom("pipeline", command, "retail_demand", "--warehouse", typo)
      #expect(run.status == 1 && run.errors.contains("a warehouse"), "\(run.errors)")
      #expect(!FileManager.default.fileExists(atPath: typo))
    }
    try stockroom.write(HandMadeSales(days: 40, stores: 2).csv, to: "data/incoming/sales.csv")
    let run = try stockroom("pipeline", "run", "retail_demand", "--warehouse", typo)
    #expect(!run.errors.contains("expected: a warehouse"))
    #expect(FileManager.default.fileExists(atPath: typo))
  }
}
