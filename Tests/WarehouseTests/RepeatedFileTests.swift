import CSV
import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("The same file twice")
struct RepeatedFileTests {
  let temporary: TemporaryWarehouse

  init() throws { temporary = try TemporaryWarehouse() }

  private var rowCount: [[SQLValue]] { get throws { try temporary.rows("SELECT count(*) FROM shop.sales") } }

  @Test("is loaded once, and the second report says when that was")
  func sameFile() throws {
    let first = try temporary.load("id\n1\n2\n", into: "shop.sales")
    let second = try temporary.load("id\n1\n2\n", into: "shop.sales")
    #expect(first.rowsLoaded == 2)
    #expect(first.files[0].loadedBefore == nil)
    #expect(second.rowsLoaded == 0)
    #expect(second.files[0].loadedBefore?.hasPrefix("2026-01-15T") == true)
    #expect(try rowCount == [[.integer(2)]])
  }

  @Test("is loaded once under another name too")
  func otherName() throws {
    try temporary.load("id\n1\n", into: "shop.sales", file: "a.csv")
    #expect(try temporary.load("id\n1\n", into: "shop.sales", file: "b.csv").rowsLoaded == 0)
    #expect(try rowCount == [[.integer(1)]])
  }

  @Test("is loaded once where a directory holds it twice")
  func twiceInOneDirectory() throws {
    for name in ["in/a.csv", "in/b.csv"] { try temporary.directory.write("id\n1\n", to: name) }
    let path = temporary.directory.url.appending(path: "in").path
    let report = try CSVIngestion(temporary.warehouse).load(
      IngestSource(path: path), into: TableName(parsing: "shop.sales"))
    #expect(report.files.map { $0.loadedBefore == nil } == [true, false])
    #expect(try rowCount == [[.integer(1)]])
  }

  @Test("goes into another table again")
  func otherTable() throws {
    try temporary.load("id\n1\n", into: "shop.sales")
    #expect(try temporary.load("id\n1\n", into: "shop.copy").rowsLoaded == 1)
    #expect(try temporary.load("id\n1\n", into: "annex.sales").rowsLoaded == 1)
  }

  @Test("compressed, it is other content: what counts are the bytes of the file")
  func compressed() throws {
    try temporary.load("id\n1\n", into: "shop.sales")
    var options = CSVWriteOptions()
    options.compresses = true
    let writer = try CSVWriter(.memory, columns: ["id"], options: options)
    try writer.appendRow(["1"])
    let path = try temporary.directory.write(writer.finish(), to: "data.csv.gz")
    let report = try CSVIngestion(temporary.warehouse).load(
      IngestSource(path: path), into: TableName(parsing: "shop.sales"))
    #expect(report.rowsLoaded == 1)
  }

  @Test("the ledger holds name, size, hash, rows and time of every file")
  func ledger() throws {
    try temporary.load("id\n1\n2\n", into: "shop.sales")
    let rows = try temporary.rows(
      """
      SELECT table_name, content_sha256, file_name LIKE '%/data.csv', byte_count, row_count, ingested_at LIKE '2026-01-15T%'
      FROM shop.ingested_files
      """)
    #expect(
      rows == [
        [
          .text("sales"), .text(ContentHash.of("id\n1\n2\n".utf8)), .integer(1), .integer(7), .integer(2), .integer(1),
        ]
      ])
  }

  @Test("a file that grew is other content and is loaded whole")
  func grownFile() throws {
    try temporary.load("id\n1\n", into: "shop.sales")
    #expect(try temporary.load("id\n1\n2\n", into: "shop.sales").rowsLoaded == 2)
  }
}
