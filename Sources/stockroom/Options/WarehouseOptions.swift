import ArgumentParser
import Foundation
import Operations
import Pipelines
import Warehouse

/// Which warehouse and which project a command works on: flag, then environment, then the current directory.
struct WarehouseOptions: ParsableArguments {
  @Option(
    name: .customLong("warehouse"),
    help: ArgumentHelp(
      "The warehouse directory. (default: $STOCKROOM_WAREHOUSE, or warehouse in the project)", valueName: "dir"))
  var warehouse: String?

  @Option(
    name: .customLong("project"),
    help: ArgumentHelp(
      "The project directory; files of its sql folder override those that ship. (default: $STOCKROOM_PROJECT, or .)",
      valueName: "dir"))
  var project: String?

  private var projectDirectory: URL {
    let path = project ?? ProcessInfo.processInfo.environment["STOCKROOM_PROJECT"] ?? "."
    return URL(filePath: path, directoryHint: .isDirectory).standardizedFileURL
  }

  /// The scripts that ship, overridden by the project's.
  var library: SQLLibrary {
    get throws {
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: projectDirectory.path, isDirectory: &isDirectory),
        isDirectory.boolValue
      else {
        throw WarehouseError(
          code: "missing-project", subject: projectDirectory.path, expected: "a project directory", found: "none there",
          remedy: "check --project and STOCKROOM_PROJECT")
      }
      return SQLLibrary(project: projectDirectory)
    }
  }

  /// Where the warehouse is.
  var layout: WarehouseLayout {
    namedLayout ?? WarehouseLayout(root: projectDirectory.appending(path: "warehouse", directoryHint: .isDirectory))
  }

  /// The warehouse that the flag or the environment names.
  private var namedLayout: WarehouseLayout? {
    let path = warehouse ?? ProcessInfo.processInfo.environment["STOCKROOM_WAREHOUSE"] ?? ""
    return path.isEmpty ? nil : WarehouseLayout(root: URL(filePath: path, directoryHint: .isDirectory))
  }

  /// The project's directory.
  var projectRoot: URL { projectDirectory }

  private var surroundings: Surroundings { .system(user: NSUserName()) }

  /// Opens the warehouse, making it where there is none.
  func open() throws -> Stockroom {
    Stockroom(try Warehouse.open(layout, scripts: library, surroundings: surroundings))
  }

  /// Opens the warehouse for a run of a pipeline. One that was named must be there, unless files wait for the pipeline: a slip
  /// of the pen would make a new one, and in it an execution that finds no data.
  func open(running file: PipelineFile) throws -> Stockroom {
    guard namedLayout != nil, !FileManager.default.fileExists(atPath: layout.file(of: .mlops).path),
      try !hasIncomingFiles(file)
    else { return try open() }
    return try existing()
  }

  private func hasIncomingFiles(_ file: PipelineFile) throws -> Bool {
    let values = try file.definition().values(overriddenBy: [])
    guard let folder = try file.settings(below: ["incoming"], parameters: values)["incoming.folder"] else {
      return false
    }
    let names = try? FileManager.default.contentsOfDirectory(atPath: projectRoot.appending(path: folder).path)
    return names?.contains { !$0.hasPrefix(".") } ?? false
  }

  /// Opens a warehouse for reading where there is one; where there is none, none is made.
  func existingOrNone() throws -> Stockroom {
    Stockroom(try Warehouse.existingOrNone(layout, scripts: library, surroundings: surroundings))
  }

  /// Opens a warehouse that must be there, for reading.
  func existing() throws -> Stockroom {
    Stockroom(try Warehouse.existing(layout, scripts: library, surroundings: surroundings))
  }
}
