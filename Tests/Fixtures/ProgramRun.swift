public import Foundation

/// What another program said and how it ended.
public struct ProgramRun: Sendable {
  /// The exit code.
  public let status: Int32
  /// Standard output as text.
  public let output: String
  /// Standard output as it is.
  public let outputBytes: [UInt8]
  /// Standard error as text.
  public let errors: String

  /// Runs a program to its end.
  /// - Parameters:
  ///   - program: a path, or a name that `PATH` knows.
  ///   - input: what it reads on standard input.
  ///   - environment: variables beside those of this process; `nil` takes one away.
  ///   - directory: the directory it runs in; this process's own where there is none.
  public init(
    _ program: String, _ arguments: [String], input: [UInt8] = [], environment: [String: String?] = [:],
    in directory: URL? = nil
  ) throws {
    let folder = try TemporaryDirectory()
    func handle(_ name: String) throws -> FileHandle {
      let path = try folder.write([], to: name)
      return try FileHandle(forWritingTo: URL(filePath: path))
    }
    let process = Process()
    process.executableURL = URL(filePath: program.contains("/") ? program : "/usr/bin/env")
    process.arguments = program.contains("/") ? arguments : [program] + arguments
    if let directory { process.currentDirectoryURL = directory }
    var variables = ProcessInfo.processInfo.environment
    for (name, value) in environment { variables[name] = value }
    process.environment = variables
    process.standardInput = try FileHandle(forReadingFrom: URL(filePath: folder.write(input, to: "input")))
    process.standardOutput = try handle("output")
    process.standardError = try handle("errors")
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    outputBytes = [UInt8](try Data(contentsOf: folder.url.appending(path: "output")))
    output = String(decoding: outputBytes, as: UTF8.self)
    errors = String(decoding: try Data(contentsOf: folder.url.appending(path: "errors")), as: UTF8.self)
  }

  /// Whether `PATH` has a program of that name.
  public static func isInstalled(_ name: String) -> Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
    }
  }
}
