import Endpoints
import Fixtures
import Foundation
import Logging
import Server
import ServiceLifecycle
import Synchronization
import Testing
import Warehouse

/// A server on a free port of this machine, with a warehouse of its own, for the length of one test.
struct RunningServer: Sendable {
  let temporary: TemporaryWarehouse
  let port: Int
  let host: EndpointHost

  var deployment: EndpointDeployment { EndpointDeployment(temporary.warehouse) }

  /// Starts a server that serves level 1 under `prod`, runs `body`, and stops the server.
  static func run(
    _ configure: (inout StockroomServer.Configuration) -> Void = { _ in },
    settings: EndpointSettingsChange = EndpointSettingsChange(), now: @escaping @Sendable () -> Date = { Date() },
    prepare: (Warehouse, inout StockroomServer.Configuration) throws -> Void = { _, _ in },
    _ body: @escaping @Sendable (RunningServer) throws -> Void
  ) async throws {
    let temporary = try TemporaryWarehouse()
    try ServedModels.approved(level: 1, in: temporary.warehouse)
    try EndpointDeployment(temporary.warehouse).deploy(
      ServedModels.group, version: 1, to: "prod", settings: settings)
    try await run(in: temporary, configure, now: now, prepare: prepare, body)
  }

  /// Starts a server on a warehouse, runs `body`, and stops the server.
  static func run(
    in temporary: TemporaryWarehouse, _ configure: (inout StockroomServer.Configuration) -> Void = { _ in },
    now: @escaping @Sendable () -> Date = { Date() },
    prepare: (Warehouse, inout StockroomServer.Configuration) throws -> Void = { _, _ in },
    _ body: @escaping @Sendable (RunningServer) throws -> Void
  ) async throws {
    var configuration = StockroomServer.Configuration()
    configuration.port = 0
    configuration.pollInterval = .milliseconds(5)
    configure(&configuration)
    try prepare(temporary.warehouse, &configuration)
    var logger = Logger(label: "test") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .critical
    let server = try StockroomServer(temporary.warehouse, configuration: configuration, logger: logger, now: now)
    let (ports, told) = AsyncStream.makeStream(of: Int.self)
    let group = server.group { told.yield($0) }
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask(executorPreference: ServerThreads.shared) { try await group.run() }
      var iterator = ports.makeAsyncIterator()
      let port = try #require(await iterator.next())
      let running = RunningServer(temporary: temporary, port: port, host: server.endpoints)
      let outcome = await Self.onThread { Result { try body(running) } }
      await group.triggerGracefulShutdown()
      try await tasks.next()
      try outcome.get()
    }
  }

  /// Runs blocking work of a test beside the server's own threads.
  private static func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      let thread = Thread { continuation.resume(returning: work()) }
      thread.start()
    }
  }

  func connect() throws -> RawConnection { try RawConnection(port: port) }

  /// One request on a connection of its own.
  func send(
    _ method: String, _ path: String, _ headers: [String: String] = [:], body: String = ""
  ) throws -> RawAnswer {
    let connection = try connect()
    try connection.send(RawConnection.request(method, path, headers, body: Array(body.utf8)))
    return try #require(try connection.answer())
  }

  func invoke(
    _ body: String, type: String = "text/csv", query: String = "", _ headers: [String: String] = [:]
  ) throws
    -> RawAnswer
  {
    try send(
      "POST", "/endpoints/prod/invocations\(query)", headers.merging(["Content-Type": type]) { $1 }, body: body)
  }
}
