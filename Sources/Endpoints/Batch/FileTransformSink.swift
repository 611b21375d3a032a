import CSV
import Columns
import Foundation
import Warehouse

/// Writes a CSV file. Each piece is a file of its own in a folder beside it, complete when it is there; at the end they
/// become the output in one step.
struct FileTransformSink: TransformSink {
  private struct Manifest: Codable {
    let identity: String
    let columns: [String]
  }

  private struct Part {
    let file: URL
    let lastPosition: Int64
    let rows: Int
  }

  private let output: URL
  private let folder: URL

  init(_ path: String) {
    output = URL(filePath: path)
    folder = URL(filePath: path + ".parts", directoryHint: .isDirectory)
  }

  private var manifestFile: URL { folder.appending(path: "manifest.json") }

  func progress() throws -> TransformProgress {
    if let data = FileManager.default.contents(atPath: manifestFile.path),
      let manifest = try? JSONDecoder().decode(Manifest.self, from: data)
    {
      let parts = parts()
      return .begun(
        identity: manifest.identity, lastPosition: parts.last?.lastPosition ?? .min,
        rows: parts.reduce(0) { $0 + $1.rows }, isComplete: false)
    }
    return FileManager.default.fileExists(atPath: output.path) ? .foreign : .none
  }

  func begin(_ columns: [TransformColumn], predicted: [String], _ job: TransformJob) throws {
    try? FileManager.default.removeItem(at: folder)
    let names = columns.map(\.name) + predicted
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try JSONEncoder().encode(Manifest(identity: job.identity, columns: names)).write(
        to: manifestFile, options: .atomic)
    } catch {
      throw EndpointError(
        code: "file-write", subject: folder.path, expected: "a folder that can be made and written to",
        found: error.localizedDescription, remedy: "check the path of the output, its permissions and the free space")
    }
  }

  func append(_ rows: ColumnTable, predicted: [[Float]], lastPosition: Int64) throws {
    let number = String(format: "%08d", parts().count + 1)
    let file = folder.appending(path: "\(number)_\(lastPosition)_\(rows.rowCount).csv")
    let writer = try CSVWriter(.file(file.path), columns: try manifest().columns)
    for row in 0..<rows.rowCount {
      for column in rows.columns {
        guard column.holdsValue(at: row) else {
          writer.appendNull()
          continue
        }
        switch column.values {
        case .integer(let values): writer.append(values[row])
        case .real(let values): writer.append(values[row])
        case .single(let values): writer.append(Double(values[row]))
        case .text(let text): writer.append(text.values[Int(text.codes[row])])
        }
      }
      for values in predicted { writer.append(Double(values[row])) }
      try writer.endRow()
    }
    try writer.finish()
  }

  func finish() throws {
    let partial = folder.appending(path: "output.partial")
    do {
      guard FileManager.default.createFile(atPath: partial.path, contents: nil) else {
        throw CocoaError(.fileWriteUnknown)
      }
      let handle = try FileHandle(forWritingTo: partial)
      let parts = parts()
      if parts.isEmpty {
        try handle.write(contentsOf: Data(header()))
      }
      for (number, part) in parts.enumerated() {
        let data = try Data(contentsOf: part.file, options: .mappedIfSafe)
        // Every part has the header; a name in it may hold a line end, so that its length is that of an empty part.
        let skipped = number == 0 ? 0 : try header().count
        try handle.write(contentsOf: data.dropFirst(skipped))
      }
      try handle.synchronize()
      try handle.close()
      guard rename(partial.path, output.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      throw EndpointError(
        code: "file-write", subject: output.path, expected: "a file that can be written",
        found: error.localizedDescription, remedy: "check the path, its permissions and the free space; run it again")
    }
    try? FileManager.default.removeItem(at: folder)
  }

  private func manifest() throws -> Manifest {
    try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: manifestFile))
  }

  private func header() throws -> [UInt8] { try CSVWriter(.memory, columns: manifest().columns).finish() }

  /// The pieces that are complete, in their order.
  private func parts() -> [Part] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".csv") && !$0.hasPrefix(".") }.sorted().compactMap { name in
      let words = name.dropLast(4).split(separator: "_")
      guard words.count == 3, let position = Int64(words[1]), let rows = Int(words[2]) else { return nil }
      return Part(file: folder.appending(path: name), lastPosition: position, rows: rows)
    }
  }
}
