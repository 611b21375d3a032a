public import Foundation

/// The files of `sql/`: those that ship inside the program, and over them those of a project directory.
public struct SQLLibrary: Sendable {
  /// The project's `sql` folder, or `nil` where only the files that ship are used.
  public let project: URL?

  /// Creates a library; `project` is a folder that holds `sql/`, or `nil`.
  public init(project: URL?) {
    self.project = project?.appending(path: "sql", directoryHint: .isDirectory)
  }

  /// The text of a file.
  /// - Parameter path: its path below `sql/`, for example `monitoring/metric_trend.sql`.
  /// - Throws: ``WarehouseError`` where neither the project nor the program has it.
  public func text(_ path: String) throws -> String {
    if let project, let data = FileManager.default.contents(atPath: project.appending(path: path).path) {
      return String(decoding: data, as: UTF8.self)
    }
    guard let text = EmbeddedSQL.files[path] else {
      throw WarehouseError(
        code: "missing-script", subject: "sql/\(path)", expected: "a file of the project or of the program",
        found: "none", remedy: "check the name and the project directory (--project DIR)")
    }
    return text
  }

  /// Where a file comes from, for messages.
  public func origin(of path: String) -> String {
    if let project {
      let file = project.appending(path: path).path
      if FileManager.default.fileExists(atPath: file) { return file }
    }
    return "sql/\(path)"
  }

  /// The paths of the files in one folder, sorted by name.
  public func paths(below folder: String) -> [String] {
    let prefix = folder + "/"
    var paths = Set(EmbeddedSQL.files.keys.filter { $0.hasPrefix(prefix) })
    if let project {
      let own = (try? FileManager.default.subpathsOfDirectory(atPath: project.appending(path: folder).path)) ?? []
      paths.formUnion(own.filter { $0.hasSuffix(".sql") || $0.hasSuffix(".yml") }.map { prefix + $0 })
    }
    return paths.sorted()
  }

  /// The names of the scripts in one folder: `monitoring` gives `metric_trend`, `worst_stores`, ….
  public func scriptNames(in folder: String) -> [String] {
    paths(below: folder).compactMap { path in
      let name = path.dropFirst(folder.count + 1)
      return name.hasSuffix(".sql") && !name.contains("/") ? String(name.dropLast(4)) : nil
    }
  }

  /// Reads a script with its header.
  public func script(_ path: String) throws -> SQLScript {
    try SQLScript(name: path, origin: origin(of: path), text: text(path))
  }
}
