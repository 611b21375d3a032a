import Access
import ArgumentParser
import Events
import Foundation
import Logging
import Operations
import Server
import Warehouse

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve the endpoints and the pages over HTTP until stopped.",
    discussion: """
      Browsers get pages: overview, trends, executions, models with approve and reject, endpoints, alerts, SQL. \
      POST /endpoints/NAME/invocations takes text/csv, application/json and application/jsonlines; GET /endpoints, \
      /endpoints/NAME, /metrics (Prometheus) and /ping tell how things are. Deployments by other commands are taken over \
      while it runs, what events start is delivered, and pipelines run when their schedules are due. With STOCKROOM_ACCESS_KEY_ID and STOCKROOM_SECRET_ACCESS_KEY set, \
      requests must be signed with that key, as AWS clients do, or show the token of a user, as Authorization: Bearer \
      TOKEN. From the moment there is a first user, also while it runs, nobody is let in without. An address other than \
      the machine's own is only served so. Under /api, users with the role for it decide about models, deploy to \
      endpoints, manage users and tokens, and pause rules and schedules; these changes always need a token.
      """)

  @Option(help: "The address to listen on.")
  var host = "127.0.0.1"

  @Option(help: "The port; 0 takes a free one.")
  var port = 8080

  @Option(help: ArgumentHelp("The largest body of a request.", valueName: "bytes"))
  var maxBody = 6 << 20

  @Option(help: ArgumentHelp("How long a client may take to send a request.", valueName: "seconds"))
  var requestSeconds = 30

  @Option(help: ArgumentHelp("The memory that all loaded models together may take.", valueName: "megabytes"))
  var memoryMb = 1024

  @Option(help: ArgumentHelp("How long the queries of a page may take.", valueName: "seconds"))
  var querySeconds = 10

  @Option(help: ArgumentHelp("How many rows the SQL page shows.", valueName: "count"))
  var queryRows = 1000

  @Flag(name: .customLong("no-pages"), help: "Show no pages: answer programs only.")
  var noPages = false

  @Flag(name: .customLong("no-capture"), help: "Capture no predictions, whatever the endpoints' settings say.")
  var noCapture = false

  @Flag(name: .customLong("no-scheduler"), help: "Run no pipelines when their schedules are due.")
  var noScheduler = false

  @OptionGroup var options: WarehouseOptions

  private var isLoopback: Bool { ["127.0.0.1", "::1", "localhost"].contains(host) }

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port takes a number from 0 to 65535.") }
    guard (1...1 << 30).contains(maxBody) else { throw ValidationError("--max-body takes 1 to 1073741824 bytes.") }
    guard (1...86_400).contains(requestSeconds) else {
      throw ValidationError("--request-seconds takes a number from 1 to 86400.")
    }
    guard (1...3600).contains(querySeconds) else {
      throw ValidationError("--query-seconds takes a number from 1 to 3600.")
    }
    guard (1...50_000).contains(queryRows) else { throw ValidationError("--query-rows takes 1 to 50000.") }
    guard (1...1 << 20).contains(memoryMb) else { throw ValidationError("--memory-mb takes 1 to 1048576.") }
  }

  func run() throws {
    var configuration = StockroomServer.Configuration()
    configuration.host = host
    configuration.port = port
    configuration.maximumBodyBytes = maxBody
    configuration.requestSeconds = requestSeconds
    configuration.modelMemoryBytes = memoryMb << 20
    configuration.captures = !noCapture
    configuration.showsPages = !noPages
    configuration.querySeconds = Double(querySeconds)
    configuration.queryRows = queryRows
    configuration.handlesSignals = true
    let stockroom = try options.existing()
    configuration.policy = try policy(stockroom.access)
    let logger = Logger(label: "stockroom") { StreamLogHandler.standardError(label: $0) }
    let stop = StopFlag()
    let deliverer = stockroom.deliverer(
      environment: ProcessInfo.processInfo.environment, stopping: { stop.isSet })
    let deliveries = PeriodicService("deliveries", every: .seconds(1), logger: logger, stopping: stop.set) {
      _ = try deliverer.deliverDue()
    }
    let server = try StockroomServer(
      stockroom.warehouse, configuration: configuration,
      services: [deliveries] + (noScheduler ? [] : [stockroom.scheduleService(stop, logger: logger)]),
      logger: logger, now: { Date() })
    let shown = host.contains(":") ? "[\(host)]" : host
    try server.run { port in Message.write("listening on http://\(shown):\(port)") }
  }

  private func policy(_ access: AccessControl) throws -> AccessPolicy {
    let environment = ProcessInfo.processInfo.environment
    let key = environment["STOCKROOM_ACCESS_KEY_ID"] ?? ""
    let secret = environment["STOCKROOM_SECRET_ACCESS_KEY"] ?? ""
    guard key.isEmpty == secret.isEmpty else {
      throw WarehouseError(
        code: "missing-parameter", subject: "the signing key",
        expected: "both STOCKROOM_ACCESS_KEY_ID and STOCKROOM_SECRET_ACCESS_KEY", found: "one of them",
        remedy: "set both or none")
    }
    let hasUsers = try access.hasUsers()
    guard isLoopback || !key.isEmpty || hasUsers else {
      throw WarehouseError(
        code: "open-server", subject: "address \(host)",
        expected: "a key that requests are signed with, or users with tokens",
        found: "neither, so anybody who reaches \(host) could ask for predictions",
        remedy: "set STOCKROOM_ACCESS_KEY_ID and STOCKROOM_SECRET_ACCESS_KEY, make users, or listen on 127.0.0.1")
    }
    return AccessPolicy(
      signingKeys: key.isEmpty ? [:] : [key: secret], admitsAnybody: !hasUsers,
      principal: { token in
        do {
          return try access.principal(token: token)
        } catch let error as AccessError where error.code == "unauthenticated" {
          return nil
        }
      }, hasUsers: { try access.hasUsers() })
  }
}
