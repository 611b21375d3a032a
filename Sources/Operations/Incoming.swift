import Diagnostics
import Foundation
public import Pipelines
import Warehouse

extension Stockroom {
  /// Where a pipeline's new data comes from, `incoming` in its `pipeline.yml`.
  private struct IncomingSettings: Decodable {
    struct Incoming: Decodable {
      let folder: String
      let table: String
      let replaceBy: [String]

      enum CodingKeys: String, CodingKey {
        case folder, table
        case replaceBy = "replace_by"
      }
    }

    let incoming: Incoming?
  }

  /// Loads the CSV files that are new in a pipeline's folder for incoming data, the one that was changed last as the last
  /// (of equal age, in the order of their names), each in one transaction. A file with rows for days that are there already
  /// replaces them, and what was there is kept in the table's history; what ``CSVReplacement`` knows already is passed over.
  ///
  /// A file that does not fit is left out, the others are loaded: see ``Intake/requireAll()``.
  /// - Parameter folder: another folder than `pipeline.yml` names.
  /// - Throws: `WarehouseError` where the pipeline names no such folder but one is given, or where it cannot be read.
  @discardableResult
  public func takeIn(_ file: PipelineFile, folder: String? = nil) throws -> Intake {
    let values = try file.definition().values(overriddenBy: [])
    guard let incoming = try file.settings(IncomingSettings.self, parameters: values).incoming else {
      guard folder == nil else { throw Intake.noTable(for: file) }
      return Intake(folder: nil)
    }
    let root = warehouse.scripts.project?.deletingLastPathComponent() ?? URL(filePath: ".", directoryHint: .isDirectory)
    let path = folder ?? root.appending(path: incoming.folder).path
    var intake = Intake(folder: path)
    intake.isFolderThere = FileManager.default.fileExists(atPath: path)
    guard intake.isFolderThere else {
      guard folder == nil else { throw Intake.noFolder(path) }
      return intake
    }
    let table = try TableName(parsing: incoming.table)
    let loader = try CSVReplacement(warehouse)
    let home = root.standardizedFileURL.path + "/"
    for file in try Intake.files(in: path) {
      let place = URL(filePath: file).standardizedFileURL.path
      do {
        intake.files.append(
          try loader.load(
            file, into: table, replacingBy: incoming.replaceBy,
            knownAs: place.hasPrefix(home) ? String(place.dropFirst(home.count)) : place))
      } catch let error as any Diagnostic where error.subject.hasPrefix(file) {
        intake.leftOut.append(Intake.LeftOut(file: file, error: error))
      }
    }
    return intake
  }

  /// Runs a pipeline for one day after the other.
  /// - Parameter isStopRequested: is asked often whether to end early; the same request goes on later.
  public func backfill(stopping isStopRequested: @escaping @Sendable () -> Bool = { false }) -> Backfill {
    Backfill(warehouse, executor: executor.stopping(where: isStopRequested))
  }
}
