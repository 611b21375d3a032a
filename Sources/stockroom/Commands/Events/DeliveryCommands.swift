import ArgumentParser
import Events
import Foundation
import Operations
import Warehouse

struct EventsDeliveriesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deliveries", abstract: "List the deliveries with how they went, the newest first.")

  enum Status: String, ExpressibleByArgument, CaseIterable {
    case pending = "Pending"
    case claimed = "Claimed"
    case delivered = "Delivered"
    case cancelled = "Cancelled"
    case deadLetter = "DeadLetter"
  }

  @Option(help: "Only deliveries in this state.")
  var status: Status?

  @Option(help: "Only deliveries of this event: its id, or the first characters of it.")
  var event: String?

  @Option(help: "Only deliveries of this rule.")
  var rule: String?

  @Option(help: "At most so many.")
  var limit = 20

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws { try RowLimit.check(limit, "--limit") }

  func run() throws {
    try options.existing().printRows(
      of: "event_deliveries",
      [("status", status?.rawValue), ("event", event), ("rule", rule), ("limit", String(limit))], as: format.format)
  }
}

struct EventsDeliverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deliver",
    abstract: "Deliver what is due, once, and end.",
    discussion: """
      Several may run at once: a delivery is never attempted by two. Ends with exit code 1 where an attempt failed; it is \
      repeated after a while, as often as its target allows.
      """)

  @Option(help: "Only deliveries of this event: its id.")
  var event: String?

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let event = try event.map { try stockroom.events.event($0).id }
    var rows: [[SQLValue]] = []
    let pass = try stockroom.deliverer(environment: ProcessInfo.processInfo.environment).deliverDue(of: event) {
      delivery, ending in
      rows.append([
        .integer(delivery.id), .text(delivery.rule), .text(delivery.target), .integer(Int64(delivery.attempt)),
        .text(ending),
      ])
    }
    try RowPrinter.print(
      columns: ["delivery_id", "rule_name", "target_id", "attempt", "result"], rows: rows, as: format.format)
    if pass.failed + pass.deadLetters > 0 {
      Message.write(
        "\(pass.failed) attempts failed and will be repeated, \(pass.deadLetters) deliveries were given up")
      throw ExitCode.failure
    }
  }
}

struct EventsRetryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Let deliveries that were given up be tried again, and those that wait be tried at once.")

  @Argument(help: "The delivery_id of each delivery.")
  var deliveries: [Int64] = []

  @Flag(help: "All that were given up.")
  var all = false

  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard all == deliveries.isEmpty else { throw ValidationError("Give deliveries, or --all.") }
  }

  func run() throws {
    let count = try options.existing().deadLetters.retry(all ? nil : deliveries)
    Message.write("\(count) deliveries are due; `stockroom events deliver` delivers them")
  }
}
