import ArgumentParser
import Foundation
import Pipelines
import Warehouse

struct PipelineCopyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copy",
    abstract: "Copy the files of a pipeline that ships into the project, to be changed there.",
    discussion:
      "Files in the project's sql/pipelines override those inside the program. Files that are there already stay.")

  @Argument(help: "The pipeline.")
  var pipeline: String

  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let library = try options.library
    let file = try PipelineFile(pipeline, in: library)
    let folder = options.projectRoot.appending(path: "sql/pipelines/\(pipeline)", directoryHint: .isDirectory)
    let texts = file.scripts.mapValues(\.sql).merging(["pipeline.yml": file.text]) { first, _ in first }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
        let target = folder.appending(path: name)
        guard !FileManager.default.fileExists(atPath: target.path) else {
          Message.write("\(target.path): there already")
          continue
        }
        try Data(text.utf8).write(to: target, options: .atomic)
        print(target.path)
      }
    } catch let error as CocoaError {
      throw WarehouseError(
        code: "file-write", subject: folder.path, expected: "a folder that can be written to",
        found: error.localizedDescription, remedy: "check the permissions, or name another project with --project DIR")
    }
  }
}
