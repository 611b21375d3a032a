import Fixtures
import Foundation
import Testing

/// `stockroom serve` in a process of its own, on a free port.
final class ServingProgram {
  private let process = Process()
  private let errors = Pipe()
  private(set) var port = 0

  init(_ program: Program, _ arguments: [String] = []) throws {
    process.executableURL = URL(filePath: try #require(Program.executable))
    process.arguments = ["serve", "--port", "0"] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "STOCKROOM_WAREHOUSE": program.warehouse.path
    ]) { $1 }
    process.currentDirectoryURL = program.directory.url
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    var said = ""
    while port == 0 {
      let piece = errors.fileHandleForReading.availableData
      try #require(!piece.isEmpty, "serve ended: \(said)")
      said += String(decoding: piece, as: UTF8.self)
      if let match = said.firstMatch(of: /listening on http:\/\/127\.0\.0\.1:(\d+)/) { port = Int(match.1) ?? 0 }
    }
  }

  deinit { if process.isRunning { kill() } }

  /// Asks the endpoint `prod` for predictions.
  /// - Returns: the body of the answer.
  func invoke(_ body: String) throws -> String {
    let connection = try RawConnection(port: port)
    try connection.send(RawConnection.request("POST", "/endpoints/prod/invocations", body: Array(body.utf8)))
    return try #require(try connection.answer()).text
  }

  /// Tells it to stop.
  func terminate() { process.terminate() }

  /// Tells it to stop and waits for its end.
  func stop() throws -> Int32 {
    terminate()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Ends it at once.
  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
