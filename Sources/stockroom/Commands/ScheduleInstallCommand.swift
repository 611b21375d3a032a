import ArgumentParser
import Foundation
import Operations
import Warehouse

struct ScheduleInstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Print what makes the system run the schedules, or write it to a file.")

  @Flag(help: "A unit for systemd: a service that watches all the time.")
  var systemd = false

  @Flag(help: "A line for crontab: one look each minute.")
  var cron = false

  @Option(help: ArgumentHelp("The file to write; it must not exist yet.", valueName: "file"))
  var to: String?

  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard systemd != cron else { throw ValidationError("Name one of --systemd and --cron.") }
  }

  func run() throws {
    let text = systemd ? unit : crontab
    guard let to else { return print(text, terminator: "") }
    try OutputPath.check(to)
    guard !FileManager.default.fileExists(atPath: to) else {
      throw WarehouseError(
        code: "file-exists", subject: to, expected: "a file that is not there yet", found: "one of that name",
        remedy: "remove it first, or name another file")
    }
    do {
      try Data(text.utf8).write(to: URL(filePath: to))
    } catch {
      throw WarehouseError(
        code: "file-write", subject: to, expected: "a file that can be written", found: error.localizedDescription,
        remedy: "check the path and its permissions")
    }
    Message.write(
      systemd ? "next: systemctl --user enable --now \(URL(filePath: to).lastPathComponent)" : "next: crontab \(to)")
  }

  private var program: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  }

  private var places: [String] {
    ["--warehouse", options.layout.root.path, "--project", options.projectRoot.path]
  }

  /// systemd reads quotes as a shell does, and `%` and `$` as its own.
  private var unit: String {
    let words = ([program, "schedule", "run"] + places).map { word in
      let escaped = word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("%", with: "%%")
      return "\"\(escaped.replacing("$", with: "$$"))\""
    }
    return """
      # ~/.config/systemd/user/stockroom-schedule.service
      [Unit]
      Description=Runs the pipelines of a Stockroom warehouse when their schedules are due

      [Service]
      ExecStart=\(words.joined(separator: " "))
      Restart=on-failure
      # What is under way is left so that it can go on after the next start.
      KillSignal=SIGTERM
      TimeoutStopSec=60

      [Install]
      WantedBy=default.target

      """
  }

  /// cron ends a command at `%`.
  private var crontab: String {
    let words = ([program, "schedule", "run", "--once"] + places).map { word in
      "'\(word.replacing("'", with: "'\\''").replacing("%", with: "\\%"))'"
    }
    return "* * * * * \(words.joined(separator: " "))\n"
  }
}
