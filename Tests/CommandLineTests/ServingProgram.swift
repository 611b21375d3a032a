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
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(code == 0)
    let request =
      "POST /endpoints/prod/invocations HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    _ = Array(request.utf8).withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 { answer += buffer[..<count] }
    let parts = String(decoding: answer, as: UTF8.self).split(separator: "\r\n\r\n", maxSplits: 1)
    return parts.count == 2 ? String(parts[1]) : ""
  }

  /// Tells it to stop and waits for its end.
  func stop() throws -> Int32 {
    process.terminate()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Ends it at once.
  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
