import Fixtures
import Foundation
import Testing

/// A program of `Receivers` that listens on a port of its own until the test lets go of it.
final class Receiver: Sendable {
  let port: Int
  private let process: ProcessIdentifier
  private let log: URL
  private let directory: TemporaryDirectory

  private struct ProcessIdentifier: Sendable { let number: Int32 }

  /// The Python of `STOCKROOM_TEST_PYTHON`, which may have packages that the system's does not.
  static let python = ProcessInfo.processInfo.environment["STOCKROOM_TEST_PYTHON"] ?? "python3"

  static let hasPython = (try? ProgramRun(python, ["-c", "import http.server"]).status == 0) ?? false
  static let hasMailServer = (try? ProgramRun(python, ["-c", "import aiosmtpd"]).status == 0) ?? false
  static let hasOpenSSL = ProgramRun.isInstalled("openssl")

  init(_ script: String, _ arguments: [String]) throws {
    directory = try TemporaryDirectory()
    log = directory.url.appending(path: "log")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Receivers/\(script)").path
    process.arguments = [Self.python, file, log.path] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    self.process = ProcessIdentifier(number: process.processIdentifier)
    let said = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    port = try #require(Int(said.trimmingCharacters(in: .whitespacesAndNewlines)), "\(script) says no port")
  }

  deinit { kill(process.number, SIGKILL) }

  /// What it has taken, one JSON object each.
  func received() throws -> [[String: Any]] {
    let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
    return try text.split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }
}
