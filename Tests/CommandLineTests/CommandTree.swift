import Fixtures
import Foundation
import Testing

/// The commands of the program with their options, as the program itself tells them.
struct CommandTree {
  struct Option {
    /// `--format`, `-n`; empty for a positional argument.
    let names: [String]
    let abstract: String
  }

  struct Command {
    /// The words after `stockroom`.
    let path: [String]
    let abstract: String
    let options: [Option]
    let subcommands: [String]
    var name: String { (["stockroom"] + path).joined(separator: " ") }
  }

  /// The root and all commands below it, in their order.
  let all: [Command]

  static func read() throws -> CommandTree {
    let dump = try Program()("--experimental-dump-help")
    try #require(dump.status == 0)
    let tool = try JSONDecoder().decode(Dump.self, from: Data(dump.outputBytes))
    return CommandTree(all: commands(tool.command, path: []))
  }

  func command(_ path: [String]) -> Command? { all.first { $0.path == path } }

  private static func commands(_ info: Dump.Command, path: [String]) -> [Command] {
    let below = (info.subcommands ?? []).filter { $0.commandName != "help" }
    let options = (info.arguments ?? []).filter { $0.shouldDisplay ?? true }.map { argument in
      Option(
        names: (argument.names ?? []).map { ($0.kind == "short" ? "-" : "--") + $0.name },
        abstract: argument.abstract ?? "")
    }
    let command = Command(
      path: path, abstract: info.abstract ?? "", options: options, subcommands: below.map(\.commandName))
    return [command] + below.flatMap { commands($0, path: path + [$0.commandName]) }
  }

  private struct Dump: Decodable {
    struct Command: Decodable {
      let commandName: String
      let abstract: String?
      let arguments: [Argument]?
      let subcommands: [Command]?
    }
    struct Argument: Decodable {
      let names: [Name]?
      let abstract: String?
      let shouldDisplay: Bool?
    }
    struct Name: Decodable {
      let kind: String
      let name: String
    }
    let command: Command
  }
}
