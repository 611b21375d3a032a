import CSV
import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("A file of whole days")
struct CSVReplacementTests {
  private let temporary: TemporaryWarehouse
  private let table: TableName

  init() throws {
    temporary = try TemporaryWarehouse()
    table = try TableName(parsing: "shop.sales")
    try temporary.load(
      "date,store,units\n2026-01-01,1,5\n2026-01-01,2,6\n2026-01-02,1,7\n", into: "shop.sales", file: "first.csv")
  }

  private func load(_ csv: String, _ name: String, by columns: [String] = ["date"]) throws -> CSVReplacement.Report {
    try CSVReplacement(temporary.warehouse).load(
      temporary.directory.write(csv, to: name), into: table, replacingBy: columns)
  }

  private func rows(_ table: String = "shop.sales") throws -> [[SQLValue]] {
    try temporary.rows("SELECT date, store, units FROM \(table) ORDER BY 1, 2")
  }

  @Test("adds its days where the table has none of them")
  func newDay() throws {
    let report = try load("date,store,units\n2026-01-03,1,8\n", "third.csv")
    #expect(report.rows == 1 && report.replaced == 0 && report.loadedBefore == nil)
    #expect(try rows().count == 4)
  }

  @Test("replaces the rows of its days and keeps the old ones with the time and the file that replaced them")
  func correction() throws {
    // The columns may have another order than the table's.
    let report = try load("units,store,date\n50,1,2026-01-01\n", "corrected.csv")
    #expect(report.replaced == 2)
    #expect(
      try rows() == [
        [.text("2026-01-01"), .integer(1), .integer(50)], [.text("2026-01-02"), .integer(1), .integer(7)],
      ])
    #expect(
      try rows("shop.sales_history") == [
        [.text("2026-01-01"), .integer(1), .integer(5)], [.text("2026-01-01"), .integer(2), .integer(6)],
      ])
    #expect(
      try temporary.rows(
        """
        SELECT DISTINCT length(replaced_at), replaced_by = (
          SELECT content_sha256 FROM shop.ingested_files WHERE file_name LIKE '%corrected.csv')
        FROM shop.sales_history
        """) == [[.integer(24), .integer(1)]])
  }

  @Test("replaces only what agrees in every column that is named")
  func byStore() throws {
    let report = try load("date,store,units\n2026-01-01,2,60\n", "corrected.csv", by: ["date", "store"])
    #expect(report.replaced == 1)
    #expect(try rows().map { $0[2] } == [.integer(5), .integer(60), .integer(7)])
  }

  @Test("is loaded once, whatever it is called")
  func once() throws {
    let csv = "date,store,units\n2026-01-01,1,50\n"
    _ = try load(csv, "a.csv")
    // What each file held last is noted.
    let noted: Set = ["shop.incoming_files"]
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root, ignoring: noted)
    #expect(try load(csv, "b.csv").loadedBefore != nil)
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root, ignoring: noted) == before)
    let after = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    for name in ["a.csv", "b.csv"] { #expect(try load(csv, name).loadedBefore != nil) }
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == after)
  }

  private let firstState = "date,store,units\n2026-01-02,1,70\n"
  private let secondState = "date,store,units\n2026-01-02,1,71\n"

  @Test("that goes back to what it held before a correction is loaded again, and once")
  func backAgain() throws {
    for csv in [firstState, secondState, firstState] {
      #expect(try load(csv, "day.csv").loadedBefore == nil)
      #expect(try load(csv, "day.csv").loadedBefore != nil)
    }
    #expect(try rows().last?[2] == .integer(70))
    #expect(
      try temporary.rows("SELECT units FROM shop.sales_history ORDER BY replaced_at") == [
        [.integer(7)], [.integer(70)], [.integer(71)],
      ])
  }

  @Test("that lies beside its correction does not undo it; content that is brought anew by another file does")
  func besideCorrection() throws {
    _ = try load(firstState, "day.csv")
    _ = try load(secondState, "fix.csv")
    for _ in 1...2 {
      #expect(try load(firstState, "day.csv").loadedBefore != nil)
      #expect(try load(secondState, "fix.csv").loadedBefore != nil)
      #expect(try rows().last?[2] == .integer(71))
    }
    #expect(try load(firstState, "day-again.csv").loadedBefore == nil)
    for name in ["day.csv", "day-again.csv"] { #expect(try load(firstState, name).loadedBefore != nil) }
    #expect(try load(secondState, "fix.csv").loadedBefore != nil)
    #expect(try rows().last?[2] == .integer(70))
    _ = try load(secondState, "fix-again.csv")
    for name in ["day.csv", "day-again.csv"] { #expect(try load(firstState, name).loadedBefore != nil) }
    #expect(try rows().last?[2] == .integer(71))
  }

  @Test("that was loaded before files were remembered is known by its path")
  func fromEarlierProgram() throws {
    _ = try load(firstState, "day.csv")
    _ = try load(secondState, "fix.csv")
    try temporary.execute("DROP TABLE shop.incoming_files", in: "shop")
    #expect(try load(firstState, "day.csv").loadedBefore != nil)
    #expect(try load(secondState, "fix.csv").loadedBefore != nil)
    #expect(try rows().last?[2] == .integer(71))
  }

  @Test(
    "must bring dates where the table has them: the error names line, column and value, and all stays as it was",
    arguments: [
      ("09.01.2026", "\"09.01.2026\""), ("2026-02-30", "\"2026-02-30\""),
      ("2026-01-09T00:00:00", "\"2026-01-09T00:00:00\""),
      ("20260109", "\"20260109\""), ("", "an empty field"),
    ])
  func otherDates(value: String, found: String) throws {
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let error = try #require(throws: CSVError.self) {
      try load("date,store,units\n2026-01-08,1,5\n\(value),1,5\n", "dates.csv")
    }
    #expect(error.location.file.hasSuffix("/dates.csv"))
    #expect(error.location.line == 3 && error.location.column == "date" && error.found == found)
    #expect(error.remedy?.contains("nothing of the file was loaded") == true)
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("may bring any text where the table has other text")
  func otherText() throws {
    try temporary.load("week,units\n2026-W01,5\n2026-W02,6\n", into: "shop.weeks")
    let report = try CSVReplacement(temporary.warehouse).load(
      temporary.directory.write("week,units\n2026-W02,7\n2026-W03,8\n", to: "weeks.csv"),
      into: TableName(parsing: "shop.weeks"), replacingBy: ["week"])
    #expect(report.replaced == 1)
  }

  @Test("with dates in two notations makes no table")
  func newTableOfMixedDates() throws {
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    #expect(throws: CSVError.self) {
      try CSVReplacement(temporary.warehouse).load(
        temporary.directory.write("date,x\n2026-01-01,1\n02.01.2026,1\n", to: "mixed.csv"),
        into: TableName(parsing: "shop.fresh"), replacingBy: ["date"])
    }
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("can be corrected again and again: the history keeps every state")
  func again() throws {
    for units in [50, 51, 52] { _ = try load("date,store,units\n2026-01-02,1,\(units)\n", "\(units).csv") }
    #expect(try rows().last?[2] == .integer(52))
    #expect(
      try temporary.rows("SELECT units FROM shop.sales_history ORDER BY replaced_at") == [
        [.integer(7)], [.integer(50)], [.integer(51)],
      ])
  }

  @Test(
    "that does not fit leaves everything as it was",
    arguments: [
      "date,store,units\n2026-01-01,1,many\n", "date,store\n2026-01-01,1\n",
      "date,store,units,more\n2026-01-01,1,1,1\n",
      "date,store,units\n2026-01-01,1\n",
    ])
  func unfit(csv: String) throws {
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    #expect(throws: (any Error).self) { try load(csv, "unfit.csv") }
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("by a column that the table lacks is refused")
  func unknownColumn() throws {
    #expect(throws: WarehouseError.self) { try load("date,store,units\n2026-01-01,1,1\n", "a.csv", by: ["day"]) }
  }

  @Test("makes the table where there is none")
  func newTable() throws {
    let report = try CSVReplacement(temporary.warehouse).load(
      temporary.directory.write("date,x\n2026-01-01,1\n", to: "new.csv"), into: TableName(parsing: "shop.fresh"),
      replacingBy: ["date"])
    #expect(report.rows == 1)
    #expect(try temporary.rows("SELECT * FROM shop.fresh") == [[.text("2026-01-01"), .integer(1)]])
  }

  @Test("makes a table whose types only its last rows tell, and knows the file again")
  func lateTypes() throws {
    let days = (0..<40_000).map { "2026-01-\($0 % 20 + 10),\($0)" }.joined(separator: "\n")
    let path = try temporary.directory.write("date,x\n\(days)\n2026-01-10,0.5\n", to: "new.csv")
    let fresh = try TableName(parsing: "fresh.days")
    let loader = try CSVReplacement(temporary.warehouse)
    #expect(try loader.load(path, into: fresh, replacingBy: ["date"]).rows == 40_001)
    #expect(
      try temporary.rows("SELECT count(*), typeof(max(x)) FROM fresh.days") == [[.integer(40_001), .text("real")]])
    #expect(
      try temporary.rows(
        "SELECT i.content_sha256 = f.content_sha256 FROM fresh.incoming_files AS i, fresh.ingested_files AS f")
        == [[.integer(1)]])
    #expect(try loader.load(path, into: fresh, replacingBy: ["date"]).loadedBefore != nil)
  }

  @Test("that holds a day in another notation makes no table, wherever in the file it stands")
  func wrongDayOfNewTable() throws {
    let days = (0..<30_000).map { "2026-01-\($0 % 20 + 10),\($0)" }.joined(separator: "\n")
    let path = try temporary.directory.write("date,x\n\(days)\n31.01.2026,1\n", to: "new.csv")
    let error = #expect(throws: CSVError.self) {
      try CSVReplacement(temporary.warehouse).load(path, into: TableName(parsing: "shop.fresh"), replacingBy: ["date"])
    }
    #expect(error?.location.line == 30_002)
    #expect(error?.found == "\"31.01.2026\"")
    #expect(try temporary.rows("SELECT count(*) FROM shop.sqlite_schema WHERE name = 'fresh'") == [[.integer(0)]])
  }
}
