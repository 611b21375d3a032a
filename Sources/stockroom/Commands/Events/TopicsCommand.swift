import ArgumentParser
import Events
import Foundation
import Operations
import Warehouse

struct TopicsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topics",
    abstract: "Look at who is told what, and change it.",
    subcommands: [
      TopicsListCommand.self, TopicsCreateCommand.self, TopicsRemoveCommand.self, TopicsSubscribeCommand.self,
      TopicsUnsubscribeCommand.self,
    ])
}

struct TopicsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the topics with their subscriptions.")

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws { try options.existing().printRows(of: "topics", as: format.format) }
}

struct TopicsCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Make a topic, or change the description and the link of one.")

  @Argument(help: "The name of the topic.")
  var name: String

  @Option(help: "Who it is for.")
  var description: String?

  @Option(help: ArgumentHelp("Where the pages are that messages link to.", valueName: "url"))
  var link: String?

  @OptionGroup var options: WarehouseOptions

  func run() throws { try options.open().topics.create(name, description: description, linkBase: link) }
}

struct TopicsRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a topic with its subscriptions.")

  @Argument(help: "The topic.")
  var name: String

  @OptionGroup var options: WarehouseOptions

  func run() throws { try options.existing().topics.remove(name) }
}

struct TopicsSubscribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "subscribe",
    abstract: "Send the messages of a topic to an address; prints the id of the subscription.",
    discussion: """
      email ann@example.com --server smtp://mail.example.com:587 --from stockroom@example.com --user ann \
      --secret-env SMTP_PASSWORD
      webhook https://example.com/hook --secret-file hook.secret, or env:SLACK_URL --webhook-format slack
      file notifications/ann.txt

      Passwords and signing secrets stay where they are, in an environment variable or a file, and are read when a \
      message is sent.
      """)

  @Argument(help: "The topic.")
  var topic: String

  @Argument(help: "By which way: email, webhook or file.")
  var channel: Channel

  @Argument(
    help: "The mail address, the URL (or env:NAME, file:PATH of one that is a secret), or the path in the warehouse.")
  var endpoint: String

  @Option(
    help: ArgumentHelp(
      "The mail server, smtp://HOST:PORT or smtps://HOST:PORT. (default: $STOCKROOM_SMTP_SERVER)", valueName: "url"))
  var server: String?

  @Option(help: ArgumentHelp("Whom mails come from. (default: $STOCKROOM_SMTP_FROM)", valueName: "address"))
  var from: String?

  @Option(help: "The user to log in as at the mail server.")
  var user: String?

  @Option(help: "starttls (the default with smtp://), tls (with smtps://) or none.")
  var tls: String?

  @Option(help: ArgumentHelp("A file with the certificates to trust. (default: the system's)", valueName: "file"))
  var caFile: String?

  @Option(help: ArgumentHelp("The environment variable with the password or signing secret.", valueName: "name"))
  var secretEnv: String?

  @Option(help: ArgumentHelp("The file with the password or signing secret.", valueName: "file"))
  var secretFile: String?

  @Option(help: "What a webhook gets: message or slack.")
  var webhookFormat: String?

  @Option(help: ArgumentHelp("When an attempt is given up. (default: 30)", valueName: "seconds"))
  var timeout: Double?

  @OptionGroup var options: WarehouseOptions

  enum Channel: String, ExpressibleByArgument, CaseIterable {
    case email, webhook, file
  }

  func run() throws {
    let environment = ProcessInfo.processInfo.environment
    let isMail = channel == .email
    let settings: [String: String?] = [
      "server": server ?? (isMail ? environment["STOCKROOM_SMTP_SERVER"] : nil),
      "from": from ?? (isMail ? environment["STOCKROOM_SMTP_FROM"] : nil),
      "user": user, "tls": tls, "ca_file": caFile.map(Self.absolute), "secret_env": secretEnv,
      "secret_file": secretFile.map(Self.absolute), "format": webhookFormat,
      "timeout_seconds": timeout.map { String($0) },
    ]
    let request = SubscriptionRequest(
      channel: NotificationProtocol(rawValue: channel.rawValue) ?? .file, endpoint: endpoint,
      settings: settings.compactMapValues(\.self))
    print(try options.open().topics.subscribe(request, to: topic))
  }

  /// Whoever delivers later may do so in another directory.
  private static func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }
}

struct TopicsUnsubscribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unsubscribe", abstract: "Stop sending messages to an address.")

  @Argument(help: "The subscription: its id, or the first characters of it that no other has.")
  var subscription: String

  @OptionGroup var options: WarehouseOptions

  func run() throws { try options.existing().topics.unsubscribe(subscription) }
}
