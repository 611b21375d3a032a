import ArgumentParser
import Foundation
import Operations
import Pipelines
import Warehouse

struct PipelineStartCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Run a pipeline in the background and print the id of its execution.",
    discussion: """
      `stockroom pipeline show`, `steps` and `logs` tell how it goes, `stockroom pipeline stop` ends it. What it says on \
      standard error is kept in the warehouse's folder logs.
      """)

  @Argument(help: "The pipeline.")
  var pipeline: String

  @OptionGroup var request: RequestOptions

  @Option(name: .customLong("display-name"), help: ArgumentHelp("A name for the execution.", valueName: "name"))
  var displayName: String?

  @OptionGroup var waiting: WaitOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let file = try PipelineFile(pipeline, in: options.library)
    let stockroom = try options.open(running: file)
    // What is wrong with the request is told here, not in a log.
    _ = try file.definition().values(overriddenBy: request.request(for: pipeline, in: stockroom).parameters)
    let logs = options.layout.root.appending(path: "logs", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
    let log = logs.appending(path: "\(pipeline)-\(stockroom.warehouse.surroundings.identifier()).log")
    let began = stockroom.warehouse.surroundings.now()
    let child = try BackgroundProgram(arguments: arguments, log: log)
    while true {
      if let execution = try stockroom.executor.execution(ofProcess: child.identifier, since: began) {
        return print(execution)
      }
      guard child.isRunning else {
        // It may have been so quick that it ended between the two looks.
        if let execution = try stockroom.executor.execution(ofProcess: child.identifier, since: began) {
          return print(execution)
        }
        let said = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        throw PipelineError(
          code: "not-started", subject: "pipeline \(pipeline)", expected: "an execution that begins",
          found: said.isEmpty ? "the program ended" : said.trimmingCharacters(in: .whitespacesAndNewlines),
          remedy: "try `stockroom pipeline run \(pipeline)`")
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
  }

  /// The same request for `pipeline run`.
  private var arguments: [String] {
    var words = ["pipeline", "run", pipeline]
    for parameter in request.parameters { words += ["--parameter", "\(parameter.name)=\(parameter.value)"] }
    if request.noCache { words.append("--no-cache") }
    for (name, value) in [
      ("--from", request.from), ("--only", request.only), ("--of", request.of),
      ("--logical-date", request.logicalDate), ("--display-name", displayName),
      ("--wait", waiting.wait.map { String($0) }), ("--warehouse", options.layout.root.path),
      ("--project", options.projectRoot.path),
    ] {
      if let value { words += [name, value] }
    }
    return words
  }
}

/// This program, started a second time in a session of its own, so that it outlives the terminal.
struct BackgroundProgram {
  let identifier: pid_t

  /// POSIX_SPAWN_SETSID, which the C library keeps from Swift.
  #if os(Linux)
  private static let newSession: Int16 = 0x80
  #else
  private static let newSession: Int16 = 0x400
  #endif

  /// - Parameter log: the file that gets standard output and standard error.
  init(arguments: [String], log: URL) throws {
    let program = "/proc/self/exe"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Self.newSession)
    let words = ([CommandLine.arguments[0]] + arguments).map { strdup($0) }
    defer { words.forEach { free($0) } }
    var child: pid_t = 0
    let environment = ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") }
    defer { environment.forEach { free($0) } }
    let code = posix_spawn(&child, program, &actions, &attributes, words + [nil], environment + [nil])
    guard code == 0 else {
      throw PipelineError(
        code: "not-started", subject: program, expected: "a program that starts",
        found: String(cString: strerror(code)),
        remedy: "try `stockroom pipeline run`")
    }
    identifier = child
  }

  /// Whether it has not ended yet.
  var isRunning: Bool { waitpid(identifier, nil, WNOHANG) == 0 }
}
