import Foundation
public import Pipelines
public import Warehouse

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

  /// Loads the CSV files that are new in a pipeline's folder for incoming data, in the order of their names, each in one
  /// transaction. Each content is loaded once; a file with rows for days that are there already replaces them, and what was
  /// there is kept in the table's history.
  /// - Parameter folder: another folder than `pipeline.yml` names.
  /// - Returns: what became of each file; nothing where the pipeline or the folder is not there for it.
  /// - Throws: `CSVError` or `WarehouseError` for the first file that does not fit; those before it stay loaded.
  @discardableResult
  public func takeIn(_ file: PipelineFile, folder: String? = nil) throws -> [CSVReplacement.Report] {
    let values = try file.definition().values(overriddenBy: [])
    guard let incoming = try file.settings(IncomingSettings.self, parameters: values).incoming else { return [] }
    let root = warehouse.scripts.project?.deletingLastPathComponent() ?? URL(filePath: ".", directoryHint: .isDirectory)
    let path = folder ?? root.appending(path: incoming.folder).path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let table = try TableName(parsing: incoming.table)
    let loader = try CSVReplacement(warehouse)
    return try names.sorted().filter { name in
      let lower = name.lowercased()
      return !name.hasPrefix(".") && (lower.hasSuffix(".csv") || lower.hasSuffix(".csv.gz"))
    }.map { try loader.load("\(path)/\($0)", into: table, replacingBy: incoming.replaceBy) }
  }

  /// Runs a pipeline for one day after the other.
  /// - Parameter isStopRequested: is asked often whether to end early; the same request goes on later.
  public func backfill(stopping isStopRequested: @escaping @Sendable () -> Bool = { false }) -> Backfill {
    Backfill(warehouse, executor: executor.stopping(where: isStopRequested))
  }
}
