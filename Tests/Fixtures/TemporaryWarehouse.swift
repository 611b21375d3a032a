public import Foundation
import GRDB
public import Warehouse

/// An empty warehouse of its own for one test, in fixed surroundings.
public final class TemporaryWarehouse: Sendable {
  /// The directory that holds the warehouse and whatever else the test writes.
  public let directory: TemporaryDirectory
  /// The warehouse.
  public let warehouse: Warehouse

  /// Makes a warehouse with the SQL that ships, overridden by the files in `project`.
  public init(project: URL? = nil, seed: UInt64 = 1, surroundings: Surroundings? = nil) throws {
    directory = try TemporaryDirectory()
    warehouse = try Warehouse.open(
      WarehouseLayout(root: directory.url.appending(path: "warehouse", directoryHint: .isDirectory)),
      scripts: SQLLibrary(project: project), surroundings: surroundings ?? FixedSurroundings.make(seed: seed))
  }

  /// Loads CSV text into a table.
  @discardableResult
  public func load(_ csv: String, into table: String, file: String = "data.csv") throws -> CSVIngestion.Report {
    try CSVIngestion(warehouse).load(
      IngestSource(path: directory.write(csv, to: file)), into: TableName(parsing: table))
  }

  /// The rows of a query.
  public func rows(_ sql: String) throws -> [[SQLValue]] {
    try QuerySession(warehouse, for: sql).prepare(sql).allRows()
  }

  /// Changes a database directly, as another program would.
  public func execute(_ sql: String, in database: String) throws {
    try warehouse.write(DatabaseName(database)) { try $0.execute(sql: sql) }
  }
}
