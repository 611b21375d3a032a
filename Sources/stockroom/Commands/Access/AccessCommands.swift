import Access
import ArgumentParser
import Operations
import Warehouse

struct UsersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "users",
    abstract: "Look at who may use the server, and change it.",
    discussion: "The command line itself acts as the operating-system user and asks for no token.",
    subcommands: [
      UsersListCommand.self, UsersAddCommand.self, UsersRoleCommand.self, UsersDisableCommand.self,
      UsersEnableCommand.self,
    ])
}

/// A role on the command line.
enum RoleArgument: String, ExpressibleByArgument, CaseIterable {
  case viewer, `operator`, approver, admin

  var role: Role { Role(rawValue: rawValue) ?? .viewer }
}

struct UsersListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the users with their roles.")

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws { try options.existing().printRows(of: "users", as: format.format) }
}

struct UsersAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "add", abstract: "Make a user.")

  @Argument(help: "The name.")
  var name: String

  @Option(help: "viewer, operator, approver or admin.")
  var role = RoleArgument.viewer

  @OptionGroup var options: WarehouseOptions

  func run() throws { try options.open().access.addUser(name, role: role.role) }
}

struct UsersRoleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "role", abstract: "Give a user another role.")

  @Argument(help: "The user.")
  var name: String

  @Argument(help: "viewer, operator, approver or admin.")
  var role: RoleArgument

  @OptionGroup var options: WarehouseOptions

  func run() throws { try options.existing().access.setRole(role.role, of: name) }
}

struct UsersDisableCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "disable", abstract: "Lock a user out.")

  @Argument(help: "The user.")
  var name: String

  @OptionGroup var options: WarehouseOptions

  func run() throws { try options.existing().access.setDisabled(true, user: name) }
}

struct UsersEnableCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "enable", abstract: "Let a user in again.")

  @Argument(help: "The user.")
  var name: String

  @OptionGroup var options: WarehouseOptions

  func run() throws { try options.existing().access.setDisabled(false, user: name) }
}
