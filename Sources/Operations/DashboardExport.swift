import CSV
import Foundation
import GRDB
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
    let isThere = FileManager.default.fileExists(atPath: folder.path)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw WarehouseError(
        code: "read-only", subject: directory, expected: "a directory that can be made and written to",
        found: FolderProblem.text(error, at: folder), remedy: "choose another directory")
    }
    defer {
      // Where there was nothing to export, no empty directory stays. One with files cannot be removed in this way.
      if !isThere { rmdir(folder.path) }
    }
    return try warehouse.scripts.scriptNames(in: "dashboards").map { name in
      let path = "dashboards/\(name).sql"
      let query = try Query(script: path, in: warehouse.scripts)
      let rows = try explained(path) {
        try ask(query, keepsHistory: false) { cursor in
          let rows = try TableExport.write(cursor, to: .file(folder.appending(path: "\(name).csv").path))
          return (rows, rows)
        }
      }
      return DashboardFile(name: "\(name).csv", rows: rows, question: try warehouse.scripts.script(path).question)
    }
  }

  /// The tables of monitoring come with the first run of their pipeline: before that there is nothing to export.
  private func explained(_ path: String, _ body: () throws -> Int) throws -> Int {
    do {
      return try body()
    } catch let error as WarehouseError where error.found.hasPrefix("no such table: monitor_") {
      let isEmpty = try warehouse.read([.mlops]) { db in
        try Bool.fetchOne(db, sql: "SELECT NOT EXISTS (SELECT 1 FROM mlops.pipeline_executions)") == true
      }
      throw WarehouseError(
        code: "nothing-to-export", subject: "the dashboard", expected: "a pipeline that was run to its evaluation",
        found: isEmpty ? "a warehouse in which none was run" : "no run that came so far",
        remedy: "run one with `stockroom pipeline run NAME`; `stockroom pipeline list` shows the names")
    }
  }
}
