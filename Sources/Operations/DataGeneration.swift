import Foundation
public import SampleData
import Warehouse

/// Writes made-up retail data, the same bytes for the same parameters.
public enum DataGeneration {
  /// Streams the rows to a file, which appears whole or not at all, or to standard output.
  /// - Parameters:
  ///   - path: the file, or `nil` for standard output.
  ///   - progress: is told the rows written so far.
  public static func run(_ parameters: RetailParameters, to path: String?, progress: (Int) -> Void) throws {
    guard let path else { return try stream(parameters, to: .standardOutput, progress: progress) }
    let target = URL(filePath: path)
    // A device or a pipe is written to; only a file can be replaced.
    if let kind = try? FileManager.default.attributesOfItem(atPath: target.resolvingSymlinksInPath().path)[.type],
      kind as? FileAttributeType != .typeRegular, kind as? FileAttributeType != .typeDirectory
    {
      return try stream(parameters, to: FileHandle(forWritingTo: target), progress: progress)
    }
    let partial = target.appendingPathExtension("partial")
    do {
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: partial)
      let output = try FileHandle(forWritingTo: partial)
      try stream(parameters, to: output, progress: progress)
      try output.synchronize()
      try output.close()
      guard rename(partial.path, target.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      try? FileManager.default.removeItem(at: partial)
      throw WarehouseError(
        code: "file-write", subject: path, expected: "a file that can be written", found: error.localizedDescription,
        remedy: "check the path, its permissions and the free space")
    }
  }

  private static func stream(
    _ parameters: RetailParameters, to output: FileHandle, progress: (Int) -> Void
  ) throws {
    try RetailGenerator(parameters).write { bytes, rows in
      try output.write(contentsOf: Data(bytes))
      progress(rows)
    }
  }
}
