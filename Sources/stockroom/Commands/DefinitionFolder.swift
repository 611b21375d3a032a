import Foundation
import Pipelines
import Warehouse

/// The project's files of a pipeline, which a JSON definition takes the place of.
struct DefinitionFolder {
  let pipeline: String
  let project: URL
  let library: SQLLibrary

  private var folder: URL {
    project.appending(path: "sql/pipelines/\(pipeline)", directoryHint: .isDirectory)
  }

  /// Puts files in place of those that are there. What was there is a version afterwards, so that it can be had again.
  /// - Parameters:
  ///   - isForced: scripts that are not among the files may be removed, and files that cannot be read as a pipeline given up.
  ///   - check: is given the new pipeline before anything is touched.
  /// - Throws: `PipelineError` where something would be lost; then all is as it was.
  func replace(
    with files: [String: String], isForced: Bool, storedIn stored: StoredDefinitions,
    check: (PipelineFile) throws -> Void
  ) throws {
    do {
      try self.check(files, check)
      let surplus = try scripts.filter { files[$0] == nil }
      guard surplus.isEmpty || isForced else {
        throw PipelineError(
          code: "surplus-scripts", subject: folder.path, expected: "a definition with all scripts of the folder",
          found: "without \(surplus.joined(separator: ", "))",
          remedy:
            "add them under Scripts (`stockroom pipeline describe \(pipeline) --json` shows how), or let --force remove them"
        )
      }
      try storeFormer(in: stored, isForced: isForced)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, text) in files.sorted(by: { $0.key < $1.key }) {
        let target = folder.appending(path: name)
        guard FileManager.default.contents(atPath: target.path) != Data(text.utf8) else { continue }
        try Data(text.utf8).write(to: target, options: .atomic)
        Message.write("\(target.path): written")
      }
      for name in surplus {
        let target = folder.appending(path: name)
        try FileManager.default.removeItem(at: target)
        Message.write("\(target.path): removed")
      }
    } catch let error as CocoaError {
      throw WarehouseError(
        code: "file-write", subject: folder.path, expected: "a folder that can be written to",
        found: error.localizedDescription, remedy: "check the permissions, or name another project with --project DIR")
    }
  }

  /// The scripts that are in the folder.
  private var scripts: [String] {
    get throws {
      guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
      return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".sql") }.sorted()
    }
  }

  /// Checks the files as a pipeline of their own, beside the one that is there.
  private func check(_ files: [String: String], _ check: (PipelineFile) throws -> Void) throws {
    let fresh = project.appending(
      path: "sql/pipelines/.\(pipeline)-\(ProcessInfo.processInfo.processIdentifier)", directoryHint: .isDirectory)
    defer { try? FileManager.default.removeItem(at: fresh) }
    let trial = fresh.appending(path: "sql/pipelines/\(pipeline)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: trial, withIntermediateDirectories: true)
    for (name, text) in files { try Data(text.utf8).write(to: trial.appending(path: name)) }
    try check(PipelineFile(pipeline, in: SQLLibrary(project: fresh)))
  }

  private func storeFormer(in stored: StoredDefinitions, isForced: Bool) throws {
    guard PipelineFile.names(in: library).contains(pipeline) else { return }
    let former: PipelineFile
    do {
      former = try PipelineFile(pipeline, in: library)
    } catch {
      guard isForced else {
        throw PipelineError(
          code: "unreadable-definition", subject: folder.path, expected: "files that can be kept as a version",
          found: "\(error)", remedy: "mend or remove them, or let --force write over them")
      }
      return Message.write("\(folder.path): the files that were there could not be kept as a version")
    }
    let version = try stored.store(former)
    Message.write("\(pipeline) version \(version.version) holds the files that were there")
  }
}
