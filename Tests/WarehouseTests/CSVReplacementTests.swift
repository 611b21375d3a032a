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
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    #expect(try load(csv, "b.csv").loadedBefore != nil)
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
}
