import Foundation
import Testing
import Warehouse

/// The `sqlite3` program, which people use beside Stockroom.
enum PlainSQLite {
  /// Whether it can be run here.
  static let isInstalled = (try? run(["sqlite3", "-version"], input: "")) != nil

  /// The header and rows of SQL on a warehouse's databases, as texts.
  static func rows(_ sql: String, in layout: WarehouseLayout) throws -> [[String]] {
    // Fields end with U+001F and records with U+001E, so that nothing has to be unquoted.
    let output = try run(
      ["sqlite3", "-batch", "-ascii", "-header", "-init", layout.attachScript.path, ":memory:"], input: sql)
    return output.split(separator: "\u{1E}").map { record in
      record.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private struct Failed: Error {
    let status: Int32
    let message: String
  }

  private static func run(_ command: [String], input: String) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "stockroom-test-\(UUID().uuidString).sql")
    try Data(input.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.standardInput = try FileHandle(forReadingFrom: file)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus, message: input) }
    return String(decoding: data, as: UTF8.self)
  }
}
