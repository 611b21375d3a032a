import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("Ingestions at the same time")
struct ConcurrentIngestionTests {
  let temporary: TemporaryWarehouse

  init() throws { temporary = try TemporaryWarehouse() }

  private func load(_ files: [String], into table: String = "shop.sales") async throws -> [CSVIngestion.Report] {
    try await withThrowingTaskGroup(of: CSVIngestion.Report.self) { group in
      for path in files {
        group.addTask {
          try CSVIngestion(temporary.warehouse).load(IngestSource(path: path), into: TableName(parsing: table))
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  @Test("of different files all arrive, in a table that none of them found")
  func differentFiles() async throws {
    let files = try (0..<6).map { part in
      let rows = (0..<500).map { "\(part * 500 + $0)\n" }.joined()
      return try temporary.directory.write("id\n\(rows)", to: "\(part).csv")
    }
    let reports = try await load(files)
    #expect(reports.reduce(0) { $0 + $1.rowsLoaded } == 3000)
    #expect(
      try temporary.rows("SELECT count(*), count(DISTINCT id) FROM shop.sales") == [[.integer(3000), .integer(3000)]])
  }

  @Test("of the same file load it once")
  func sameFile() async throws {
    let path = try temporary.directory.write("id\n1\n2\n", to: "data.csv")
    let reports = try await load(Array(repeating: path, count: 6))
    #expect(reports.reduce(0) { $0 + $1.rowsLoaded } == 2)
    #expect(try temporary.rows("SELECT count(*) FROM shop.sales") == [[.integer(2)]])
  }

  @Test("into different databases do not hinder each other")
  func differentDatabases() async throws {
    let path = try temporary.directory.write("id\n1\n", to: "data.csv")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<5 {
        group.addTask {
          try CSVIngestion(temporary.warehouse).load(
            IngestSource(path: path), into: TableName(parsing: "shop\(number).sales"))
        }
      }
      try await group.waitForAll()
    }
    for number in 0..<5 { #expect(try temporary.rows("SELECT id FROM shop\(number).sales") == [[.integer(1)]]) }
    let script = try String(contentsOf: temporary.warehouse.layout.attachScript, encoding: .utf8)
    #expect(script.split(separator: "\n").filter { $0.hasPrefix("ATTACH") }.count == 7)
  }
}
