import CSV
import Columns
import Foundation
import Warehouse

/// CSV to table, table to columns, table to CSV.
enum TableBenchmark {
  static func importCSV(_ file: String, warehouse path: String) throws {
    let report = try CSVIngestion(open(path)).load(
      IngestSource(path: file), into: TableName(parsing: "bench.data"))
    print("\(report.rowsLoaded) rows")
  }

  static func readColumns(_ table: String, warehouse path: String) throws {
    let began = Date()
    let columns = try ColumnReader.read(TableName(parsing: table), in: open(path))
    print("\(columns.rowCount) rows x \(columns.columns.count) columns in \(Date().timeIntervalSince(began)) s")
  }

  static func export(_ table: String, warehouse path: String, to file: String) throws {
    let sql = "SELECT * FROM \(try TableName(parsing: table).sql)"
    let rows = try TableExport.write(QuerySession(open(path), for: sql).prepare(sql), to: .file(file))
    print("\(rows) rows")
  }

  private static func open(_ path: String) throws -> Warehouse {
    try Warehouse.open(
      WarehouseLayout(root: URL(filePath: path, directoryHint: .isDirectory)), scripts: SQLLibrary(project: nil),
      surroundings: .system(user: "benchmark"))
  }
}
