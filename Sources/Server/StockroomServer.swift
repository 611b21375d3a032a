public import Endpoints
public import Foundation
public import Hummingbird
public import Logging
import NIOCore
public import ServiceLifecycle
import UnixSignals
public import Warehouse

/// The HTTP side of a warehouse: predictions, the state of the endpoints, figures for a monitoring system.
///
/// Everything that runs for as long as the server does is a service of one group: data capture, the look at the tables,
/// whatever else is handed in, and the HTTP server itself, which is stopped first.
public struct StockroomServer: Sendable {
  /// How the server is set up.
  public struct Configuration: Sendable {
    /// The address to listen on.
    public var host = "127.0.0.1"
    /// The port; 0 takes one that is free.
    public var port = 8080
    /// The largest body of a request.
    public var maximumBodyBytes = 6 << 20
    /// How long a client may take to send a request.
    public var requestSeconds = 30
    /// How long a connection may be without a request.
    public var idleSeconds = 75
    /// How long requests that are running may take to end when the server is stopped.
    public var stopSeconds = 30
    /// The memory that all loaded models together may take.
    public var modelMemoryBytes = 1 << 30
    /// Whether predictions are captured, as the endpoints' settings say.
    public var captures = true
    /// Who may do what.
    public var policy = AccessPolicy.open
    /// Whether the signals TERM and INT stop the server.
    public var handlesSignals = false
    /// Whether browsers get pages.
    public var showsPages = true
    /// How long the queries of a page may take together; a CSV file six times as long.
    public var querySeconds = 10.0
    /// How many rows the SQL page shows.
    public var queryRows = 1000
    /// How often the tables are looked at for changes.
    public var pollInterval = Duration.milliseconds(100)

    /// The configuration that holds where nothing is said.
    public init() {}
  }

  /// The endpoints as this process serves them.
  public let endpoints: EndpointHost
  let configuration: Configuration
  private let services: [any Service]
  private let pages: @Sendable (Router<ServerContext>, AccessGate) -> Void
  private let logger: Logger
  private let now: @Sendable () -> Date
  private let writer: CaptureWriter?

  /// Prepares a server.
  /// - Parameters:
  ///   - services: run beside it, and are stopped after it.
  ///   - pages: adds routes of its own, which ask the gate whom to let in.
  ///   - now: the wall clock, for signatures.
  /// - Throws: `WarehouseError` where the warehouse cannot be read or written.
  public init(
    _ warehouse: Warehouse, configuration: Configuration = Configuration(), services: [any Service] = [],
    logger: Logger, now: @escaping @Sendable () -> Date,
    pages: @escaping @Sendable (Router<ServerContext>, AccessGate) -> Void = { _, _ in }
  ) throws {
    let capture = configuration.captures ? CaptureQueue() : nil
    writer = try capture.map { try CaptureWriter($0, in: warehouse) }
    endpoints = EndpointHost(
      warehouse, capture: capture, memoryLimit: configuration.modelMemoryBytes,
      log: { logger.notice("\($0)") })
    self.configuration = configuration
    self.services = services
    self.pages = pages
    self.logger = logger
    self.now = now
    try EndpointDeployment(warehouse).settleAll()
    try endpoints.refresh()
  }

  /// The group of everything that runs; run it, and stop it with `triggerGracefulShutdown`.
  /// - Parameter onRunning: is told the port when the server listens.
  public func group(onRunning: @escaping @Sendable (Int) -> Void = { _ in }) -> ServiceGroup {
    let service = InvocationService(host: endpoints, maximumBodyBytes: configuration.maximumBodyBytes)
    let router = Router(context: ServerContext.self)
    router.add(middleware: RefusalMiddleware(service: service))
    let gate = AccessGate(configuration.policy, of: endpoints.warehouse, now: now)
    if configuration.showsPages {
      let service = PageService(
        host: endpoints, gate: gate, listeningOn: configuration.host, seconds: configuration.querySeconds,
        queryRows: configuration.queryRows)
      router.add(middleware: PagesMiddleware(pages: service))
    }
    ServerRoutes(service: service, gate: gate).add(to: router)
    APIRoutes(gate: gate).add(to: router)
    pages(router, gate)
    let deadlines = ConnectionDeadlines.Limits(
      request: .seconds(Int64(configuration.requestSeconds)), idle: .seconds(Int64(configuration.idleSeconds)))
    let policy = configuration.policy
    let application = Application(
      router: router,
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [ConnectionDeadlines(deadlines)]
            + (policy.isOpen ? [InvocationLane(service, policy.door)] : []))),
      configuration: ApplicationConfiguration(address: .hostname(configuration.host, port: configuration.port)),
      onServerRunning: { channel in onRunning(channel.localAddress?.port ?? 0) }, logger: quiet)
    let all: [any Service] =
      (writer.map { [CaptureService(writer: $0, logger: logger)] } ?? []) + [
        EndpointPoller(host: endpoints, logger: logger, interval: configuration.pollInterval),
        DoorKeeper(
          policy: policy, warehouse: endpoints.warehouse, logger: logger, interval: configuration.pollInterval),
      ] + services + [application]
    var group = ServiceGroupConfiguration(
      services: all.map {
        ServiceGroupConfiguration.ServiceConfiguration(
          service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
          failureTerminationBehavior: .gracefullyShutdownGroup)
      },
      gracefulShutdownSignals: configuration.handlesSignals ? [.sigterm, .sigint] : [], logger: quiet)
    group.maximumGracefulShutdownDuration = .seconds(configuration.stopSeconds)
    return ServiceGroup(configuration: group)
  }

  /// The logger of the libraries, which tell of every start and stop.
  private var quiet: Logger {
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    return quiet
  }
}
