import CSV
import Diagnostics
import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("An ingestion that fails")
struct FailedIngestionTests {
  let temporary: TemporaryWarehouse

  init() throws { temporary = try TemporaryWarehouse() }

  private func failure(loading path: String, into table: String = "shop.sales") throws -> (any Diagnostic)? {
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    var failure: (any Diagnostic)?
    do {
      try CSVIngestion(temporary.warehouse).load(IngestSource(path: path), into: TableName(parsing: table))
      Issue.record("\(path) was loaded")
    } catch let error as any Diagnostic {
      failure = error
    }
    let after = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    #expect(after == before, "changed: \(after.differences(from: before))")
    return failure
  }

  @Test(
    "a file that is wrong somewhere leaves no table, and the message names the place",
    arguments: [
      ("id,name\n1,a\n2\n", "field-count", "line 3"),
      ("id,name\n1,a\n2,b,c\n", "field-count", "line 3"),
      ("id,name\n1,a\n2,\"b\n", "unterminated-quote", "line 3"),
      ("id,name\n1,\"a\"b\n", "text-after-quote", "line 2"),
      ("id,id\n1,2\n", "duplicate-column-name", "column id"),
      ("id,\n1,2\n", "empty-column-name", "line 1"),
      ("id,name\n", "no-rows", "data.csv"),
      ("", "missing-header", "data.csv"),
    ])
  func malformed(csv: String, code: String, place: String) throws {
    let error = try #require(try failure(loading: temporary.directory.write(csv, to: "data.csv")))
    #expect(error.code == code)
    #expect(error.subject.contains(place))
    #expect(error.remedy != nil)
  }

  @Test("one wrong file of a directory keeps out all of them")
  func directory() throws {
    try temporary.directory.write("id\n1\n", to: "in/1.csv")
    try temporary.directory.write("id\n2\n3,4\n", to: "in/2.csv")
    try temporary.directory.write("id\n5\n", to: "in/3.csv")
    let error = try #require(try failure(loading: temporary.directory.url.appending(path: "in").path))
    #expect(error.subject.hasSuffix("in/2.csv, line 3"))
  }

  @Test("a value that the table refuses in the second file takes back the first")
  func secondFile() throws {
    try temporary.load("id\n0\n", into: "shop.sales")
    try temporary.directory.write("id\n1\n", to: "in/1.csv")
    try temporary.directory.write("id\nx\n", to: "in/2.csv")
    let error = try #require(try failure(loading: temporary.directory.url.appending(path: "in").path))
    #expect(error.code == "wrong-type")
    #expect(error.subject.hasSuffix("in/2.csv, line 2, column id"))
    #expect(try temporary.rows("SELECT id FROM shop.sales") == [[.integer(0)]])
  }

  @Test("files of a directory with other columns are refused together")
  func otherColumns() throws {
    try temporary.directory.write("id,name\n1,a\n", to: "in/1.csv")
    try temporary.directory.write("id,colour\n2,b\n", to: "in/2.csv")
    let error = try #require(try failure(loading: temporary.directory.url.appending(path: "in").path))
    #expect(error.code == "columns-differ")
    #expect(error.subject.hasSuffix("in/2.csv, line 1"))
  }

  @Test("gzip data that ends too early is refused")
  func truncatedGzip() throws {
    var options = CSVWriteOptions()
    options.compresses = true
    let writer = try CSVWriter(.memory, columns: ["id"], options: options)
    for id in 0..<5000 { try writer.appendRow([String(id * 7919 % 10_007)]) }
    let bytes = try writer.finish()
    let path = try temporary.directory.write(Array(bytes.dropLast(bytes.count / 3)), to: "cut.csv.gz")
    let error = try #require(try failure(loading: path))
    #expect(error.code == "truncated-gzip")
    #expect(error.subject.hasSuffix("cut.csv.gz"))
    #expect(error.remedy?.contains("gzip -t") == true)
  }

  @Test("a path that is not there, and a directory without CSV, are said to be so")
  func nothingToLoad() throws {
    let missing = temporary.directory.url.appending(path: "none.csv").path
    #expect(try failure(loading: missing)?.code == "missing-file")
    try temporary.directory.write("text", to: "texts/readme.txt")
    let error = try failure(loading: temporary.directory.url.appending(path: "texts").path)
    #expect(error?.code == "no-csv")
    #expect(error?.expected?.contains("*.csv") == true)
  }

  @Test(
    "tables that stockroom fills itself are not for raw data",
    arguments: [
      "mlops.runs", "mlops.mine", "feature_store.sales", "monitor_shop.sales", "shop.ingested_files", "shop.train",
      "shop.Validation", "shop.test", "shop.predictions", "shop.prepared_splits", "shop.grdb_migrations",
      "shop.batch_transforms",
      "data_capture.sales",
    ])
  func reserved(table: String) throws {
    let error = try failure(loading: temporary.directory.write("id\n1\n", to: "data.csv"), into: table)
    #expect(error?.code == "reserved-table")
    #expect(error?.subject == "table \(table)")
  }
}
