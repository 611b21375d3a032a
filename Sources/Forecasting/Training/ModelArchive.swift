import Foundation
import GradientBoosting
import Warehouse

/// `model.tar.gz`, SageMaker's form of a model artifact. The program `tar` of the system packs it, with nothing in it that
/// differs between two runs.
struct ModelArchive {
  /// The files that every artifact has, in the order in which they are packed.
  static let fileNames = ["xgboost-model.json", "xgboost-model.bst", "feature_columns.json"]

  /// The model in a folder of the object directory.
  static func booster(in folder: String, of objects: ObjectDirectory) throws -> Booster {
    try Booster(reading: objects.bytes(of: modelKey(in: folder)))
  }

  /// The key of the model's file in a folder of the object directory.
  static func modelKey(in folder: String) -> String { "\(folder)/\(fileNames[0])" }

  /// Packs files of one folder of the object directory, in the order of `names`.
  /// - Throws: ``ForecastingError`` with what `tar` said where it failed.
  static func pack(
    _ names: [String], of folder: String, as key: String, in objects: ObjectDirectory
  ) throws -> ObjectDirectory.Stored {
    let target = try objects.prepareFile(key)
    let source = try objects.url(of: folder)
    let partial = target.appendingPathExtension("partial")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [
        "tar", "--create", "--gzip", "--file", partial.path, "--directory", source.path, "--sort=name", "--owner=0",
        "--group=0", "--numeric-owner", "--mode=u=rw,go=r", "--mtime=@0", "--",
      ] + names
    let complaints = Pipe()
    process.standardError = complaints
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let said = try complaints.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0, rename(partial.path, target.path) == 0 else {
      try? FileManager.default.removeItem(at: partial)
      throw ForecastingError(
        code: "tar", subject: target.path, expected: "tar to pack the model",
        found: String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines),
        remedy: "install tar and gzip, and check the free space")
    }
    return try objects.describe(key)
  }
}
