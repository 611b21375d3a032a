import CSV
import Foundation
import Warehouse

extension Stockroom {
  /// A file of a dashboard export.
  public struct DashboardFile: Sendable {
    /// The name, `NAME.csv` after `sql/dashboards/NAME.sql`.
    public let name: String
    /// Rows without the header.
    public let rows: Int
    /// The question that the file answers.
    public let question: String
  }

  /// Writes one CSV per script of `sql/dashboards` into a directory: always with a header, never cut off. Each file
  /// replaces its older self in one step.
  /// - Throws: `WarehouseError` where the directory cannot be written to or a script fails; files written before stay.
  public func exportDashboard(to directory: String) throws -> [DashboardFile] {
    let folder = URL(filePath: directory, directoryHint: .isDirectory)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw WarehouseError(
        code: "read-only", subject: directory, expected: "a directory that can be made and written to",
        found: error.localizedDescription, remedy: "choose another directory")
    }
    return try warehouse.scripts.scriptNames(in: "dashboards").map { name in
      let path = "dashboards/\(name).sql"
      let query = try Query(script: path, in: warehouse.scripts)
      let rows = try ask(query, keepsHistory: false) { cursor in
        let rows = try TableExport.write(cursor, to: .file(folder.appending(path: "\(name).csv").path))
        return (rows, rows)
      }
      return DashboardFile(name: "\(name).csv", rows: rows, question: try warehouse.scripts.script(path).question)
    }
  }
}
