/// A command line of the program as a document names it.
struct DocumentedCommand {
  let text: String

  /// All command lines in the code of a Markdown text: blocks between fences, and spans between backticks.
  static func all(in markdown: String) -> [DocumentedCommand] {
    var code: [String] = []
    var isBlock = false
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.drop(while: { $0 == " " }).hasPrefix("```") {
        isBlock.toggle()
      } else if isBlock {
        code.append(String(line))
      } else {
        code += line.matches(of: /`([^`]+)`/).map { String($0.1) }
      }
    }
    return code.flatMap { line in
      line.matches(of: /(?:^|[\s\/(])stockroom((?:[ ]+[^|;&<>#]*)?)/).compactMap { match in
        let before = line[..<match.range.lowerBound]
        // `--product stockroom` and `# stockroom` name the program, they do not call it.
        guard !before.hasSuffix("--product"), !before.contains("# ") else { return nil }
        return DocumentedCommand(text: "stockroom" + match.1)
      }
    }
  }

  /// What is wrong with it: a word that is no command, or an option that the command does not have.
  func problem(in tree: CommandTree) -> String? {
    // What stands in quotes is the user's own.
    let words = text.replacing(/"[^"]*"|'[^']*'/, with: "QUOTED").split(separator: " ").dropFirst().map(String.init)
    guard var command = tree.command([]) else { return "no commands at all" }
    for word in words {
      let bare = word.trimmingPrefix("[").prefix { $0 != "]" && $0 != "=" && $0 != "," && $0 != ":" }
      if bare.hasPrefix("-"), bare != "-" {
        let names = command.options.flatMap(\.names) + ["--help", "-h", "--version"]
        guard names.contains(String(bare)) else { return "\(command.name) has no option \(bare)" }
      } else if !command.subcommands.isEmpty {
        guard bare.first?.isLowercase == true else { return nil }
        if bare == "help", command.path.isEmpty { return nil }
        guard let next = tree.command(command.path + [String(bare)]) else {
          return "\(command.name) has no command \(bare)"
        }
        command = next
      }
    }
    return nil
  }
}
