import CSV
import Fixtures
import Foundation
import Testing
import Warehouse

/// Files of more than a megabyte, from the start of which the types of a new table are taken.
@Suite("Loading while a file is read")
struct OneReadingTests {
  let temporary: TemporaryWarehouse

  init() throws { temporary = try TemporaryWarehouse() }

  private static let count = 120_000

  /// Rows `1,x,0.5` and so on, the last of which is given.
  private func csv(_ rows: (Int) -> String, last: String) -> String {
    "a,b,c\n" + (1...Self.count).map { rows($0) + "\n" }.joined() + last + "\n"
  }

  private func load(_ csv: String) throws -> (types: [String], report: CSVIngestion.Report) {
    let report = try temporary.load(csv, into: "shop.sales")
    return (try Catalog(temporary.warehouse).columns(of: TableName(parsing: "shop.sales")).map(\.type), report)
  }

  @Test(
    "a last row that says otherwise decides on the types all the same",
    arguments: [
      ("7,x,0.25", ["INTEGER", "TEXT", "REAL"]), ("7.5,x,0.25", ["REAL", "TEXT", "REAL"]),
      ("007,x,0.25", ["TEXT", "TEXT", "REAL"]), ("7,x,y", ["INTEGER", "TEXT", "TEXT"]),
      ("7,x,9007199254740993", ["INTEGER", "TEXT", "TEXT"]), (",,", ["INTEGER", "TEXT", "REAL"]),
    ])
  func lateRow(last: String, expected: [String]) throws {
    let (types, report) = try load(csv({ "\($0 % 1000),x\($0),\($0 % 10).125" }, last: last))
    #expect(types == expected)
    #expect(report.createdColumns.map(\.type) == expected)
    #expect(report.rowsLoaded == Self.count + 1)
    let types2 = try temporary.rows(
      "SELECT DISTINCT typeof(a), typeof(b), typeof(c) FROM shop.sales WHERE rowid <= \(Self.count)")
    #expect(types2 == [expected.map { .text($0.lowercased()) }])
    let ends = try temporary.rows("SELECT a FROM shop.sales WHERE rowid IN (1, 999, \(Self.count))")
    switch expected[0] {
    case "INTEGER": #expect(ends == [[.integer(1)], [.integer(999)], [.integer(0)]])
    case "REAL": #expect(ends == [[.real(1)], [.real(999)], [.real(0)]])
    default: #expect(ends == [[.text("1")], [.text("999")], [.text("0")]])
    }
  }

  @Test("a column that is empty for a long time gets the type of what comes")
  func lateColumn() throws {
    let (types, _) = try load(csv({ "\($0 % 1000),xxxxxxxxxx," }, last: "7,x,3"))
    #expect(types == ["INTEGER", "TEXT", "INTEGER"])
    #expect(try temporary.rows("SELECT sum(c), count(c) FROM shop.sales") == [[.integer(3), .integer(1)]])
  }

  @Test("files of equal size are told apart by their content, and one that was loaded before is passed over")
  func equalSizes() throws {
    try temporary.load("a,b\n1,2\n", into: "shop.sales")
    #expect(try temporary.load("a,b\n3,4\n", into: "shop.sales").rowsLoaded == 1)
    #expect(try temporary.load("a,b\n1,2\n", into: "shop.sales").files[0].loadedBefore != nil)
    #expect(try temporary.rows("SELECT a FROM shop.sales ORDER BY rowid") == [[.integer(1)], [.integer(3)]])
  }

  @Test(
    "an error in the last row leaves no table, and a value that an existing table does not take leaves it as it was")
  func lateErrors() throws {
    let fault = #expect(throws: CSVError.self) {
      try load(csv({ "\($0),x,0.5" }, last: "7,x"))
    }
    #expect(fault?.location.line == Self.count + 2)
    #expect(try !Catalog(temporary.warehouse).contains(TableName(parsing: "shop.sales")))
    try temporary.load("a,b,c\n1,x,0.5\n", into: "shop.sales")
    let refused = #expect(throws: CSVError.self) {
      try load(csv({ "\($0),x,0.5" }, last: "7.5,x,y"))
    }
    #expect(refused?.location.line == Self.count + 2)
    #expect(refused?.location.column == "a")
    #expect(try temporary.rows("SELECT count(*) FROM shop.sales") == [[.integer(1)]])
  }

  @Test("a table that has the name of what is read from is no trouble")
  func sameName() throws {
    #expect(try temporary.load("a\n1\n2\n", into: "shop.incoming_csv_records").rowsLoaded == 2)
    #expect(try temporary.load("a\n3\n", into: "shop.incoming_csv_records").rowsLoaded == 1)
    #expect(try temporary.rows("SELECT sum(a) FROM shop.incoming_csv_records") == [[.integer(6)]])
  }
}
