public import Diagnostics
import Foundation
import Pipelines
public import Warehouse

/// What became of the files in a pipeline's folder for incoming data.
public struct Intake: Sendable {
  /// A file that does not fit.
  public struct LeftOut: Sendable {
    /// Its name.
    public let file: String
    /// Why.
    public let error: any Diagnostic
  }

  /// The folder, or `nil` where `pipeline.yml` names none.
  public let folder: String?
  /// Whether there is such a folder.
  public internal(set) var isFolderThere = false
  /// The files that were loaded, or had been before.
  public internal(set) var files: [CSVReplacement.Report] = []
  /// The files that were left out. Nothing of them is in the table.
  public internal(set) var leftOut: [LeftOut] = []

  init(folder: String?) { self.folder = folder }

  /// Throws where files were left out: what is made from the table would be made from a part of the data.
  public func requireAll() throws {
    guard !leftOut.isEmpty, let folder else { return }
    let count = files.count + leftOut.count
    let reasons = leftOut.map { "\n  \($0.error.description.replacing("\n", with: "\n  "))" }.joined()
    throw WarehouseError(
      code: "files-left-out", subject: "folder \(folder)",
      found:
        "\(leftOut.count) of \(count) \(count == 1 ? "file" : "files") left out\(files.isEmpty ? "" : ", the others are loaded")\(reasons)",
      remedy: "replace \(leftOut.count == 1 ? "the file or take it" : "the files or take them") out of the folder; "
        + "until then every intake says so, and scheduled runs fail")
  }

  /// The CSV files of a folder, the one that was changed last as the last, of equal age in the order of their names.
  static func files(in folder: String) throws -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw WarehouseError(
        code: "folder-unreadable", subject: "folder \(folder)", expected: "a folder of CSV files",
        found: "one that cannot be read (\(error.localizedDescription))", remedy: "check the path and its permissions")
    }
    return names.filter { name in
      let lower = name.lowercased()
      return !name.hasPrefix(".") && (lower.hasSuffix(".csv") || lower.hasSuffix(".csv.gz"))
    }.map { name in
      let path = "\(folder)/\(name)"
      let target = URL(filePath: path).resolvingSymlinksInPath().path
      let attributes = try? FileManager.default.attributesOfItem(atPath: target)
      return (name, path, attributes?[.modificationDate] as? Date ?? .distantPast)
    }.sorted { ($0.2, $0.0) < ($1.2, $1.0) }.map(\.1)
  }

  static func noTable(for file: PipelineFile) -> WarehouseError {
    WarehouseError(
      code: "no-incoming", subject: "pipeline \(file.name)",
      expected: "incoming in pipeline.yml, with a table to load into",
      found: "none", remedy: "add incoming with folder, table and replace_by, or load the files with `stockroom ingest`"
    )
  }

  static func noFolder(_ path: String) -> WarehouseError {
    WarehouseError(
      code: "missing-folder", subject: "folder \(path)", expected: "a folder of CSV files", found: "nothing there",
      remedy: "check the path")
  }
}
