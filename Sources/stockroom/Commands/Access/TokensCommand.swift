import Access
import ArgumentParser
import Operations
import Warehouse

struct TokensCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokens",
    abstract: "Make and revoke the tokens that open the server.",
    subcommands: [TokensListCommand.self, TokensCreateCommand.self, TokensRevokeCommand.self])
}

struct TokensListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the tokens with their state; the tokens themselves are kept nowhere.")

  @Option(help: "Only this user's.")
  var user: String?

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let now = stockroom.warehouse.surroundings.now().description
    try stockroom.printRows(of: "tokens", [("user", user), ("now", now)], as: format.format)
  }
}

struct TokensCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Make a token and print it, this once.")

  @Argument(help: "The user.")
  var user: String

  @Option(help: "What it is for.")
  var label: String?

  @Option(help: "After how many days it expires. (default: never)")
  var days: Double?

  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard days.map({ $0 > 0 && $0 <= 36_500 }) ?? true else {
      throw ValidationError("--days takes a number above 0 and up to 36500.")
    }
  }

  func run() throws {
    let (id, token) = try options.existing().access.createToken(user: user, label: label, days: days)
    Message.write("token \(id) of \(user); it is not shown again")
    print(token)
  }
}

struct TokensRevokeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "revoke", abstract: "Make a token worthless.")

  @Argument(help: "The token: its id, or the first characters of it.")
  var token: String

  @OptionGroup var options: WarehouseOptions

  func run() throws { try options.existing().access.revokeToken(token) }
}

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Show who did what and what was refused, the newest first.")

  @Option(help: "Only what this user did.")
  var actor: String?

  @Option(help: "Only this action, such as model.approve.")
  var action: String?

  @Option(help: "At most so many.")
  var limit = 20

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws { try RowLimit.check(limit, "--limit") }

  func run() throws {
    try options.existing().printRows(
      of: "audit", [("actor", actor), ("action", action), ("limit", String(limit))], as: format.format)
  }
}
