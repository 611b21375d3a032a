import FeatureStore
import Foundation

/// Commands in messages, between backticks: where `--warehouse` or `--project` was typed, they get it too, so that they work
/// as they stand.
enum CommandHint {
  private static let names = ["--warehouse", "--project"]

  /// The message with its commands completed.
  static func completed(_ message: String, arguments: [String] = CommandLine.arguments) -> String {
    let typed = options(arguments)
    guard !typed.isEmpty else { return message }
    let parts = message.split(separator: "`", omittingEmptySubsequences: false)
    return parts.enumerated().map { index, part in
      guard index % 2 == 1, index + 1 < parts.count, part.hasPrefix("stockroom ") else { return String(part) }
      let missing = typed.filter { !part.contains($0.name) }
      return ([String(part)] + missing.map { ShellWord.option($0.name, $0.value) }).joined(separator: " ")
    }.joined(separator: "`")
  }

  private static func options(_ arguments: [String]) -> [(name: String, value: String)] {
    names.compactMap { name in
      for (index, argument) in arguments.enumerated() {
        if argument == name, index + 1 < arguments.count { return (name, arguments[index + 1]) }
        if argument.hasPrefix(name + "=") { return (name, String(argument.dropFirst(name.count + 1))) }
      }
      return nil
    }
  }
}
