import Fixtures
import Foundation
import Operations
import Pipelines
import Testing
import Warehouse

@Suite("The folder for incoming data")
struct IntakeTests {
  private let temporary: TemporaryWarehouse
  private let stockroom: Stockroom

  init() throws {
    temporary = try TemporaryWarehouse()
    try temporary.load("date,store,units\n2026-01-01,1,5\n", into: "retail_demand.demand_product", file: "first.csv")
    stockroom = Stockroom(temporary.warehouse)
  }

  /// Puts a file of one row for 2026-01-02 into the folder.
  private func put(_ name: String, units: Int, daysAgo: Double) throws {
    try put(name, "date,store,units\n2026-01-02,1,\(units)\n", daysAgo: daysAgo)
  }

  private func put(_ name: String, _ csv: String, daysAgo: Double) throws {
    let path = try temporary.directory.write(csv, to: "incoming/\(name)")
    let time = Date(timeIntervalSince1970: 1_768_464_000 - daysAgo * 86_400)
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
  }

  private func takeIn() throws -> Intake {
    try stockroom.takeIn(
      PipelineFile("retail_demand", in: temporary.warehouse.scripts),
      folder: temporary.directory.url.appending(path: "incoming").path)
  }

  private func names(_ intake: Intake) -> [String] { intake.files.map { URL(filePath: $0.file).lastPathComponent } }

  private var lastDay: [[SQLValue]] {
    get throws {
      try temporary.rows("SELECT units FROM retail_demand.demand_product WHERE date = '2026-01-02'")
    }
  }

  @Test("is loaded in the order of age: the newer correction wins, whatever the names")
  func byAge() throws {
    try put("zz.csv", units: 10, daysAgo: 7)
    try put("aa.csv", units: 11, daysAgo: 0)
    #expect(names(try takeIn()) == ["zz.csv", "aa.csv"])
    #expect(try lastDay == [[.integer(11)]])
    // The next look changes nothing.
    #expect(try takeIn().files.allSatisfy { $0.loadedBefore != nil })
    #expect(try lastDay == [[.integer(11)]])
  }

  @Test("is loaded by name where files are of the same age")
  func byName() throws {
    for (name, units) in [("b.csv", 2), ("c.csv", 3), ("a.csv", 1)] { try put(name, units: units, daysAgo: 1) }
    #expect(names(try takeIn()) == ["a.csv", "b.csv", "c.csv"])
    #expect(try lastDay == [[.integer(3)]])
  }

  @Test(
    "loads the other files where one does not fit, and says so each time until it is mended",
    arguments: [
      ("", "a header line with column names"), ("date,store,units\n", "found a header only"),
      ("date,store,units\n2026-01-03,1\n", "expected 3 fields, found 2 fields"),
      ("date,store\n2026-01-03,1\n", "no column units"), ("date;store;units\n2026-01-03;1;5\n", "with commas"),
      (
        "date,store,units\n03.01.2026,1,5\n",
        #"a.csv, line 2, column date: expected a date as YYYY-MM-DD, which retail_demand.demand_product has there, found "03.01.2026""#
      ),
    ])
  func leftOut(csv: String, reason: String) throws {
    try put("a.csv", csv, daysAgo: 3)
    try put("b.csv", units: 10, daysAgo: 2)
    for isFirst in [true, false] {
      let intake = try takeIn()
      #expect(names(intake) == ["b.csv"] && (intake.files[0].loadedBefore == nil) == isFirst)
      #expect(intake.leftOut.count == 1 && "\(intake.leftOut[0].error)".contains(reason))
      let error = try #require(throws: WarehouseError.self) { try intake.requireAll() }
      #expect("\(error)".contains("1 of 2 files left out, the others are loaded"))
      #expect("\(error)".contains("incoming/a.csv"))
      #expect(!"\(error)".contains("--delimiter"))
      #expect(error.remedy?.contains("scheduled runs fail") == true)
    }
    #expect(try lastDay == [[.integer(10)]])
    try put("a.csv", "date,store,units\n2026-01-03,1,5\n", daysAgo: 0)
    let intake = try takeIn()
    #expect(intake.files.count == 2)
    try intake.requireAll()
  }

  @Test("must be there where it is given, and need not where the pipeline names it")
  func noFolder() throws {
    let error = try #require(throws: WarehouseError.self) { try takeIn() }
    #expect(error.subject.hasSuffix("/incoming"))
    let daily = try PipelineFile("daily_monitoring", in: temporary.warehouse.scripts)
    #expect(try stockroom.takeIn(daily).folder == nil)
    #expect(throws: WarehouseError.self) { try stockroom.takeIn(daily, folder: "/tmp") }
  }
}
