import CSV
import Foundation

/// What is to be loaded: CSV files, plain or compressed with gzip.
public struct IngestSource: Sendable {
  /// A file and the name that messages and the ledger give it.
  struct File: Sendable {
    let url: URL
    let name: String
    var input: CSVInput { .file(url.path) }
  }

  let files: [File]
  private let spooled: URL?

  /// A file, or all CSV files of a directory in the order of their names.
  /// - Throws: ``WarehouseError`` where the path is missing or the directory holds no CSV file.
  public init(path: String) throws {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw WarehouseError(
        code: "missing-file", subject: path, expected: "a CSV file or a directory of them", found: "nothing there",
        remedy: "check the path")
    }
    spooled = nil
    guard isDirectory.boolValue else {
      files = [File(url: URL(filePath: path), name: path)]
      return
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted().filter { name in
      let lower = name.lowercased()
      return !name.hasPrefix(".") && (lower.hasSuffix(".csv") || lower.hasSuffix(".csv.gz"))
    }
    guard !names.isEmpty else {
      throw WarehouseError(
        code: "no-csv", subject: path, expected: "files named *.csv or *.csv.gz", found: "none in the directory",
        remedy: "check the path, or name the file itself")
    }
    let folder = URL(filePath: path, directoryHint: .isDirectory)
    files = names.map { File(url: folder.appending(path: $0), name: folder.appending(path: $0).relativePath) }
  }

  /// Standard input, copied to a file of the warehouse first, because loading reads it twice.
  public init(standardInputFor layout: WarehouseLayout) throws {
    let copy = layout.root.appending(path: "standard-input-\(ProcessInfo.processInfo.processIdentifier).spool")
    _ = FileManager.default.createFile(atPath: copy.path, contents: nil)
    do {
      let output = try FileHandle(forWritingTo: copy)
      while let piece = try FileHandle.standardInput.read(upToCount: 1 << 20), !piece.isEmpty {
        try output.write(contentsOf: piece)
      }
      try output.close()
    } catch {
      try? FileManager.default.removeItem(at: copy)
      throw WarehouseError(
        code: "object-write", subject: copy.path,
        found: "standard input could not be copied (\(error.localizedDescription))",
        remedy: "check the free space and the permissions of \(layout.root.path)")
    }
    files = [File(url: copy, name: "standard input")]
    spooled = copy
  }

  /// The error with the name that the user knows the file by.
  func named(_ error: CSVError) -> CSVError {
    guard let file = files.first(where: { $0.url.path == error.location.file }) else { return error }
    let location = CSVLocation(file: file.name, line: error.location.line, column: error.location.column)
    return CSVError(
      code: error.code, location: location, expected: error.expected, found: error.found, remedy: error.remedy)
  }

  /// Removes the copy of standard input.
  public func close() {
    if let spooled { try? FileManager.default.removeItem(at: spooled) }
  }
}
