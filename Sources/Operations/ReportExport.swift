import Dashboard
import Foundation
import Warehouse

extension Stockroom {
  /// Writes the CSV files of the dashboard and `report.html` into a directory.
  /// - Returns: the CSV files, and the size of the report in bytes.
  /// - Throws: what ``exportDashboard(to:)`` and ``exportReport(to:)`` throw.
  public func exportDashboardWithReport(to directory: String) throws -> (files: [DashboardFile], reportBytes: Int) {
    (files: try exportDashboard(to: directory), reportBytes: try exportReport(to: directory))
  }

  /// Writes `report.html` into a directory, replacing an older one in one step.
  /// - Returns: its size in bytes.
  /// - Throws: `WarehouseError` where the directory cannot be written to. What cannot be read is said in the page.
  public func exportReport(to directory: String) throws -> Int {
    let report = Report(
      generatedAt: warehouse.surroundings.now().description,
      styleHash: { css in
        let hex = Array(ContentHash.of(css.utf8).utf8)
        let bytes = stride(from: 0, to: hex.count - 1, by: 2).compactMap {
          UInt8(String(decoding: hex[$0...($0 + 1)], as: UTF8.self), radix: 16)
        }
        return Data(bytes).base64EncodedString()
      }
    ) { script, parameters in
      do {
        let query = try Query(script: "\(script).sql", in: warehouse.scripts, parameters: parameters)
        return .success(try ask(query, keepsHistory: false) { (0, try Rows($0)) })
      } catch {
        return .failure(ReadFailure(error))
      }
    }
    let html = Data(report.html().utf8)
    let file = URL(filePath: directory, directoryHint: .isDirectory).appending(path: "report.html")
    let partial = file.appendingPathExtension("partial")
    do {
      try html.write(to: partial)
      guard rename(partial.path, file.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      try? FileManager.default.removeItem(at: partial)
      throw WarehouseError(
        code: "read-only", subject: file.path, expected: "a file that can be written",
        found: error.localizedDescription,
        remedy: "choose another directory")
    }
    return html.count
  }
}
