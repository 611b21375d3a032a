import Foundation
public import Warehouse

/// Runs a program with the event on its standard input. No shell reads its arguments.
public struct CommandTarget: EventTarget {
  private let warehouse: Warehouse
  private let environment: [String: String]

  /// Creates the target.
  /// - Parameter environment: what the program finds in its environment, beside STOCKROOM_WAREHOUSE, STOCKROOM_EVENT_ID and
  ///   STOCKROOM_IDEMPOTENCY_KEY.
  public init(_ warehouse: Warehouse, environment: [String: String]) {
    self.warehouse = warehouse
    self.environment = environment
  }

  /// Runs the program to its end; it is stopped after `timeout_seconds` (300 unless set).
  /// - Throws: ``DeliveryFailure`` where it does not end with exit code 0.
  public func deliver(_ delivery: Delivery) throws -> DeliveryOutcome {
    let command = delivery.settings["command"]?.texts ?? []
    let folder = try Self.newFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (input, output) = (folder.appending(path: "event.json"), folder.appending(path: "output"))
    try Data(delivery.event.json.description.utf8).write(to: input)
    try Data().write(to: output)

    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["--"] + command
    process.currentDirectoryURL = warehouse.layout.root
    process.environment = environment.merging([
      "STOCKROOM_WAREHOUSE": warehouse.layout.root.path, "STOCKROOM_EVENT_ID": delivery.event.id,
      "STOCKROOM_IDEMPOTENCY_KEY": delivery.idempotencyKey,
    ]) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: input)
    let handle = try FileHandle(forWritingTo: output)
    process.standardOutput = handle
    process.standardError = handle
    let hasEnded = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in hasEnded.signal() }
    try process.run()
    let seconds = delivery.settings["timeout_seconds"]?.numberValue ?? 300
    let isInTime = hasEnded.wait(timeout: .now() + seconds) == .success
    if !isInTime {
      kill(process.processIdentifier, SIGTERM)
      if hasEnded.wait(timeout: .now() + 5) == .timedOut {
        kill(process.processIdentifier, SIGKILL)
        hasEnded.wait()
      }
    }
    let said = Self.ending(of: output)
    guard isInTime else { throw DeliveryFailure("stopped after \(Int(seconds)) seconds\(said)", isPermanent: false) }
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let how = process.terminationReason == .exit ? "exit code" : "signal"
      throw DeliveryFailure("\(how) \(process.terminationStatus)\(said)", isPermanent: false)
    }
    return .delivered("exit code 0\(said)")
  }

  /// A folder that nobody else has or may look into. A name made of the delivery would not do: a copy of a warehouse has
  /// the same deliveries, and whoever ends first would take the other's output away.
  private static func newFolder() throws -> URL {
    let pattern = FileManager.default.temporaryDirectory.appending(path: "stockroom-XXXXXX").path
    var bytes = Array(pattern.utf8CString)
    guard let path = mkdtemp(&bytes) else {
      throw DeliveryFailure("\(pattern): \(String(cString: strerror(errno)))", isPermanent: false)
    }
    return URL(filePath: String(cString: path), directoryHint: .isDirectory)
  }

  /// The last line that a program wrote, after a colon; 300 characters at most.
  private static func ending(of file: URL) -> String {
    let lines = String(
      decoding: (FileManager.default.contents(atPath: file.path) ?? Data()).suffix(4096), as: UTF8.self
    )
    .split(whereSeparator: \.isNewline)
    return lines.last.map { ": \($0.suffix(300))" } ?? ""
  }
}
