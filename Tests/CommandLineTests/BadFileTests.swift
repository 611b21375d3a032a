import CSV
import Fixtures
import Foundation
import GRDB
import Testing
import Warehouse

@Suite("ingest: bad files change nothing, and the message says what to do")
struct BadFileTests {
  let stockroom: Program

  init() throws { stockroom = try Program() }

  private func failure(_ name: String, status: Int32 = 1) throws -> String {
    try stockroom.failing("ingest", name, "--table", "shop.sales", status: status)
  }

  private func expect(_ message: String, _ parts: String...) {
    #expect(message.hasPrefix("error: "), "\(message)")
    #expect(message.contains("\n  remedy: "), "\(message)")
    for part in parts { #expect(message.contains(part), "\(message)") }
  }

  @Test("a missing file; not even a warehouse is made")
  func missingFile() throws {
    expect(try failure("none.csv"), "none.csv", "nothing there", "check the path")
    #expect(!FileManager.default.fileExists(atPath: stockroom.warehouse.path))
  }

  @Test("a directory without CSV")
  func noCSV() throws {
    try stockroom.write("text", to: "texts/readme.txt")
    expect(try failure("texts"), "texts", "*.csv or *.csv.gz")
  }

  @Test("a header only")
  func headerOnly() throws {
    try stockroom.write("id,name\n", to: "x.csv")
    expect(try failure("x.csv"), "x.csv", "expected rows below the header, found a header only")
  }

  @Test("an empty file")
  func empty() throws {
    try stockroom.write("", to: "x.csv")
    expect(try failure("x.csv"), "x.csv", "a header line")
  }

  @Test(
    "a row with too many or too few fields: the line is named",
    arguments: [("1,a\n2,b,c\n", "found 3 fields"), ("1,a\n2\n", "found 1 field")])
  func fieldCount(rows: String, found: String) throws {
    try stockroom.write("id,name\n" + rows, to: "x.csv")
    expect(try failure("x.csv"), "x.csv, line 3", "expected 2 fields", found)
  }

  @Test("text in an integer column of a table that exists: line, column and value are named")
  func textInIntegerColumn() throws {
    try stockroom.write("id,name\n1,a\n", to: "good.csv")
    #expect(try stockroom("ingest", "good.csv", "--table", "shop.sales").status == 0)
    try stockroom.write("name,id\nb,2\nc,three\n", to: "x.csv")
    expect(try failure("x.csv"), "x.csv, line 3, column id", "expected an integer, found \"three\"")
  }

  @Test("a truncated gzip")
  func truncatedGzip() throws {
    var options = CSVWriteOptions()
    options.compresses = true
    let writer = try CSVWriter(.memory, columns: ["id"], options: options)
    for id in 0..<5000 { try writer.appendRow([String(id * 7919 % 10_007)]) }
    let bytes = try writer.finish()
    try stockroom.directory.write(Array(bytes.dropLast(bytes.count / 2)), to: "x.csv.gz")
    expect(try failure("x.csv.gz"), "x.csv.gz", "the end of the file at byte", "gzip -t")
  }

  @Test("one bad file of a directory keeps out the good ones")
  func directory() throws {
    try stockroom.write("id\n1\n", to: "in/1.csv")
    try stockroom.write("id\n2,3\n", to: "in/2.csv")
    expect(try failure("in"), "in/2.csv, line 2")
  }

  @Test("standard input that is no CSV")
  func standardInput() throws {
    let message = try stockroom.failing("ingest", "-", "--table", "shop.sales", input: "id,name\n1\n")
    expect(message, "standard input, line 2")
    let left = try FileManager.default.contentsOfDirectory(atPath: stockroom.warehouse.path)
    #expect(!left.contains { $0.contains("standard-input") })
  }

  @Test("a table that stockroom fills itself", arguments: ["mlops.runs", "shop.train", "monitor_shop.x"])
  func reservedTable(table: String) throws {
    try stockroom.write("id\n1\n", to: "x.csv")
    expect(try stockroom.failing("ingest", "x.csv", "--table", table), "table \(table)")
  }

  @Test("a name that is no table is wrong usage", arguments: ["sales", "Shop.sales", "shop.a-b", "main.sales"])
  func badTable(table: String) throws {
    try stockroom.write("id\n1\n", to: "x.csv")
    let message = try stockroom.failing("ingest", "x.csv", "--table", table, status: 2)
    expect(message, table.hasSuffix(".sales") ? "database \(table.prefix(4))" : "table \(table)")
  }

  @Test("a warehouse that cannot be made, below a file")
  func unusableWarehouse() throws {
    try stockroom.write("id\n1\n", to: "x.csv")
    let run = try stockroom("ingest", "x.csv", "--table", "shop.sales", "--warehouse", "x.csv/warehouse")
    #expect(run.status == 1)
    expect(run.errors, "x.csv/warehouse", "--warehouse")
    #expect(try String(contentsOf: stockroom.directory.url.appending(path: "x.csv"), encoding: .utf8) == "id\n1\n")
  }

  @Test("a directory without write permission", .enabled(if: getuid() != 0, "permissions do not bind the superuser"))
  func readOnlyDirectory() throws {
    let folder = stockroom.directory.url.appending(path: "closed")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o555])
    try stockroom.write("id\n1\n", to: "x.csv")
    let run = try stockroom("ingest", "x.csv", "--table", "shop.sales", "--warehouse", "closed/warehouse")
    #expect(run.status == 1)
    expect(run.errors, "closed/warehouse")
  }

  @Test(
    "a warehouse that a newer version made",
    arguments: [["ingest", "x.csv", "--table", "shop.sales"], ["tables"], ["pipeline", "run", "retail_demand"]])
  func newerWarehouse(arguments: [String]) throws {
    try stockroom.write("id\n1\n", to: "x.csv")
    #expect(try stockroom("ingest", "x.csv", "--table", "shop.old").status == 0)
    let warehouse = try openWarehouse(stockroom)
    try warehouse.write(.mlops) { try $0.execute(sql: "INSERT INTO mlops.grdb_migrations VALUES ('999_later.sql')") }
    let before = try WarehouseSnapshot(of: stockroom.warehouse)
    let run = try stockroom.run(arguments)
    #expect(run.status == 1)
    expect(run.errors, "mlops.sqlite", "999_later.sql", "update stockroom")
    #expect(try WarehouseSnapshot(of: stockroom.warehouse) == before)
  }
}
