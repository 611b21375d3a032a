import Fixtures
import Foundation
import Testing

@Suite("Care for the warehouse")
struct CareCommandsTests {
  let stockroom: Program

  init() throws {
    stockroom = try Program()
    try stockroom.write("id,name\n1,a\n", to: "t.csv")
    #expect(try stockroom("ingest", "t.csv", "--table", "raw.t").status == 0)
  }

  @Test("a warehouse is published, found in order, backed up, and restored")
  func wholeDay() throws {
    let published = try stockroom("publish", "out", "--format", "csv")
    #expect(published.status == 0)
    #expect(published.output.contains("out/raw.sqlite,"))
    let healthy = try stockroom("doctor")
    #expect(healthy.status == 0, "\(healthy.output)")
    #expect(try stockroom("doctor", "--problems", "--format", "csv").output == "check,subject,state,found,remedy\n")
    #expect(try stockroom("backup", "saved").output.hasPrefix("3 databases and 0 objects"))
    try FileManager.default.removeItem(at: stockroom.warehouse)
    #expect(try stockroom("restore", "saved").status == 0)
    #expect(try stockroom("query", "SELECT name FROM raw.t", "--format", "csv").output == "name\na\n")
    #expect(try stockroom("restore", "saved").status == 1)
    let replaced = try stockroom("restore", "saved", "--replace")
    #expect(replaced.status == 0)
    #expect(replaced.errors.contains("before-restore-"))
  }

  @Test("a warehouse that somebody has open is not replaced, and no copy goes into it")
  func refused() throws {
    #expect(try stockroom("backup", "saved").status == 0)
    do {
      let open = try openWarehouse(stockroom)
      let busy = try stockroom.failing("restore", "saved", "--replace")
      #expect(busy.contains("expected a warehouse that nobody uses"))
      withExtendedLifetime(open) {}
    }
    for command in ["backup", "publish"] {
      let path = stockroom.warehouse.appending(path: "objects/copy").path
      #expect(
        try stockroom.failing(command, path, status: 2).contains("expected a directory outside of the warehouse"))
    }
    #expect(try stockroom("restore", "saved", "--replace").status == 0)
  }

  @Test("a problem ends doctor with code 3 and a remedy")
  func problem() throws {
    try FileHandle(forWritingTo: stockroom.warehouse.appending(path: "databases/raw.sqlite")).write(
      contentsOf: Data(repeating: 0, count: 100))
    let sick = try stockroom("doctor", "--problems")
    #expect(sick.status == 3)
    #expect(sick.output.contains("databases/raw.sqlite"))
    #expect(sick.output.contains("backup"))
  }
}
