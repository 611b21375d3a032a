public import Foundation
import GRDB

/// All that a warehouse holds: every row of every table, every view and index, every object. Two snapshots are equal where
/// nothing was changed between them.
public struct WarehouseSnapshot: Equatable, Sendable, CustomStringConvertible {
  /// Rows as text by `database.table`; the definitions of a database under `database`.
  public let tables: [String: [String]]
  /// The sizes of the files that are no database, by path.
  public let files: [String: Int]

  /// The tables that tell of executions: a step that failed leaves rows in them.
  public static let executionLedger: Set<String> = [
    "mlops.pipelines", "mlops.pipeline_executions", "mlops.pipeline_execution_steps", "mlops.pipeline_step_attempts",
    "mlops.pipeline_step_keys", "mlops.pipeline_step_artifacts", "mlops.pipeline_log_lines",
    "mlops.events", "mlops.event_deliveries",
  ]

  /// Takes a snapshot of a warehouse; one that does not exist is empty.
  /// - Parameter ignored: tables to leave out, such as `mlops.queries`.
  public init(of root: URL, ignoring ignored: Set<String> = []) throws {
    var tables: [String: [String]] = [:]
    var files: [String: Int] = [:]
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: root.path)) ?? []
    for path in paths.sorted() {
      let file = root.appending(path: path)
      if path.hasPrefix("databases/") {
        guard path.hasSuffix(".sqlite") else { continue }
        let name = String(path.dropFirst("databases/".count).dropLast(".sqlite".count))
        for (table, rows) in try Self.tables(of: file) {
          let key = table.isEmpty ? name : "\(name).\(table)"
          if !ignored.contains(key) { tables[key] = rows }
        }
      } else if !path.hasPrefix("locks") {
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
        files[path] = attributes[.size] as? Int ?? 0
      }
    }
    self.tables = tables
    self.files = files
  }

  private static func tables(of file: URL) throws -> [String: [String]] {
    var configuration = Configuration()
    configuration.busyMode = .timeout(60)
    return try DatabaseQueue(path: file.path, configuration: configuration).read { db in
      var tables = ["": try Row.fetchAll(db, sql: "SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2").map(text)]
      for table in try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'") {
        let name = table.replacing("\"", with: "\"\"")
        tables[table] = try Row.fetchAll(db, sql: "SELECT * FROM \"\(name)\"").map(text).sorted()
      }
      return tables
    }
  }

  private static func text(_ row: Row) -> String { row.map { "\($0.0)=\($0.1)" }.joined(separator: "|") }

  /// What this snapshot has that `other` has not, for messages of tests.
  public func differences(from other: WarehouseSnapshot) -> [String] {
    Set(tables.keys).union(other.tables.keys).sorted().filter { tables[$0] != other.tables[$0] }
      + Set(files.keys).union(other.files.keys).sorted().filter { files[$0] != other.files[$0] }
  }

  /// How many rows each table has, and how many files there are.
  public var description: String {
    "\(tables.map { "\($0.key): \($0.value.count)" }.sorted().joined(separator: ", ")); \(files.count) files"
  }
}
