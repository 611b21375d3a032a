import CSV
import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("The forms of a CSV file")
struct IngestedFormatsTests {
  let temporary: TemporaryWarehouse

  init() throws { temporary = try TemporaryWarehouse() }

  private func load(_ bytes: [UInt8], _ name: String, delimiter: Character = ",") throws {
    let path = try temporary.directory.write(bytes, to: name)
    try CSVIngestion(temporary.warehouse, delimiter: delimiter).load(
      IngestSource(path: path), into: TableName(parsing: "shop.sales"))
  }

  private let expected: [[SQLValue]] = [
    [.integer(1), .text("ann")], [.integer(2), .null], [.integer(3), .text("two\nlines, \"quoted\"")],
  ]

  @Test("LF and CRLF, with and without a byte-order mark, with and without a last line end, are the same rows")
  func lineEnds() throws {
    let text = "id,name\n1,ann\n2,\n3,\"two\nlines, \"\"quoted\"\"\"\n"
    let withCarriageReturns = "id,name\r\n1,ann\r\n2,\r\n3,\"two\nlines, \"\"quoted\"\"\"\r\n"
    for (number, form) in [text, withCarriageReturns, "\u{FEFF}" + text, String(text.dropLast())].enumerated() {
      try load(Array(form.utf8), "\(number).csv")
      #expect(try temporary.rows("SELECT id, name FROM shop.sales") == expected)
      try temporary.execute("DROP TABLE shop.sales; DELETE FROM shop.ingested_files", in: "shop")
    }
  }

  @Test("gzip is told by its content, whatever the name")
  func gzip() throws {
    var options = CSVWriteOptions()
    options.compresses = true
    let writer = try CSVWriter(.memory, columns: ["id", "name"], options: options)
    try writer.appendRow(["1", "ann"])
    try load(writer.finish(), "plain-name.csv")
    #expect(try temporary.rows("SELECT id, name FROM shop.sales") == [[.integer(1), .text("ann")]])
  }

  @Test("fields may be separated by another character")
  func delimiter() throws {
    try load(Array("id;name\n1;a,b\n".utf8), "x.csv", delimiter: ";")
    #expect(try temporary.rows("SELECT id, name FROM shop.sales") == [[.integer(1), .text("a,b")]])
  }

  @Test("what cannot separate fields is refused", arguments: ["\"", "\n", "\r", "ä", "\r\n"] as [Character])
  func badDelimiter(character: Character) throws {
    let error = #expect(throws: WarehouseError.self) {
      _ = try CSVIngestion(temporary.warehouse, delimiter: character)
    }
    #expect(error?.code == "delimiter")
  }

  @Test("a directory gives its CSV files in the order of their names, and nothing else")
  func directory() throws {
    try temporary.directory.write("id\n2\n", to: "in/b.CSV")
    try temporary.directory.write("id\n1\n", to: "in/a.csv")
    try temporary.directory.write("no csv", to: "in/readme.txt")
    try temporary.directory.write("id\n9\n", to: "in/.hidden.csv")
    let path = temporary.directory.url.appending(path: "in").path
    let report = try CSVIngestion(temporary.warehouse).load(
      IngestSource(path: path), into: TableName(parsing: "shop.sales"))
    #expect(report.files.map { $0.name.split(separator: "/").last } == ["a.csv", "b.CSV"])
    #expect(try temporary.rows("SELECT id FROM shop.sales ORDER BY rowid") == [[.integer(1)], [.integer(2)]])
  }

  @Test("progress goes over all bytes once, or twice where a late row changes a type", arguments: ["7", "7.5"])
  func progress(last: String) throws {
    let csv = "id\n" + (1...400_000).map { "\($0)\n" }.joined() + "\(last)\n"
    let path = try temporary.directory.write(csv, to: "long.csv")
    var seen: [CSVIngestion.Progress] = []
    try CSVIngestion(temporary.warehouse).load(IngestSource(path: path), into: TableName(parsing: "shop.sales")) {
      seen.append($0)
    }
    let isOnce = last == "7"
    for phase in isOnce ? [CSVIngestion.Progress.Phase.loading] : [.reading, .loading] {
      let part = seen.filter { $0.phase == phase && $0.readings == (isOnce ? 1 : 2) }
      #expect(part.count > 1)
      #expect(part.last?.rows == 400_001)
      #expect(part.last?.bytesRead == csv.utf8.count)
      #expect(part.allSatisfy { $0.byteCount == csv.utf8.count && $0.file == path })
      #expect(part.map(\.rows) == part.map(\.rows).sorted())
    }
    let type = try temporary.rows("SELECT DISTINCT typeof(id) FROM shop.sales")
    #expect(type == [[.text(isOnce ? "integer" : "real")]])
  }
}
