import ArgumentParser
import Diagnostics
import Foundation

/// Parses the command line and turns what happens into an exit code: 0 done, 1 failed, 2 wrong usage, 3 condition not met.
@main
enum Main {
  /// Errors in what was typed, which no other data would mend.
  private static let usageCodes: Set = [
    "backup-inside", "count-out-of-range", "cron", "database-name", "date-out-of-range", "delimiter",
    "feature-argument", "filter",
    "invalid-alias", "invalid-date", "invalid-link", "invalid-name", "invalid-pattern", "invalid-subscription",
    "invalid-target", "missing-parameter", "parameter-value", "publish-inside", "table-name", "time", "time-to-live",
    "time-zone",
    "unknown-parameter",
  ]

  /// SQL may begin with a comment, as what `--show-sql` prints does. No option begins so: with a space before it the parser
  /// takes it for a value.
  private static func argument(_ text: String) -> String {
    text.hasPrefix("-- ") || text.hasPrefix("--\n") ? " " + text : text
  }

  static func main() {
    do {
      var command = try StockroomCommand.parseAsRoot(
        NegativeNumbers.marked(CommandLine.arguments.dropFirst().map(Self.argument)))
      try command.run()
    } catch let unmet as ConditionNotMet {
      Message.write(CommandHint.completed(unmet.description))
      exit(3)
    } catch let error as any Diagnostic {
      Message.write(CommandHint.completed("error: \(error.description)"))
      exit(usageCodes.contains(error.code) ? 2 : 1)
    } catch let error as ValidationError {
      // What a command finds wrong while it runs comes without its usage, and that of the whole program says nothing.
      Message.write(CommandHint.completed("error: \(error.message)"))
      exit(2)
    } catch let code as ExitCode {
      exit(code.rawValue)
    } catch {
      let message = StockroomCommand.fullMessage(for: error)
      if StockroomCommand.exitCode(for: error) == .success {
        print(message)
        exit(0)
      }
      if StockroomCommand.exitCode(for: error) == .validationFailure {
        Message.write(message)
        if message.contains("Missing expected argument"),
          CommandLine.arguments.contains(where: NegativeNumbers.isDashed)
        {
          Message.write("  A value that begins with - goes after all options, behind the mark --.")
        }
        exit(2)
      }
      Message.write(message.hasPrefix("Error:") ? "error:" + message.dropFirst(6) : message)
      exit(1)
    }
  }
}

/// A command did its work and its answer is no: exit code 3.
struct ConditionNotMet: Error, CustomStringConvertible {
  let description: String
}
