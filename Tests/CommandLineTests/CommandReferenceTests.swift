import Fixtures
import Foundation
import Testing

@Suite("The documents and the program agree", .serialized)
struct CommandReferenceTests {
  private static let reference = Repository.root.appending(
    path: "Sources/stockroom/Documentation.docc/CommandReference.md")

  private let tree: CommandTree

  init() throws { tree = try CommandTree.read() }

  /// README.md and the pages of the documentation, as far as they are there.
  private func documents() throws -> [(name: String, text: String)] {
    let folder = Self.reference.deletingLastPathComponent()
    let pages = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter {
      $0.hasSuffix(".md")
    }
    return ([Repository.root.appending(path: "README.md")] + pages.sorted().map { folder.appending(path: $0) })
      .compactMap { file in (try? String(contentsOf: file, encoding: .utf8)).map { (file.lastPathComponent, $0) } }
  }

  @Test("CommandReference.md is the help of every command (STOCKROOM_UPDATE_DOCS=1 writes it anew)")
  func reference() throws {
    let program = try Program()
    var text = """
      # Command reference

      What `--help` says, command by command. This page is made from the program and compared with it by the tests;
      `STOCKROOM_UPDATE_DOCS=1 swift test --filter CommandReferenceTests` writes it anew.


      """
    for command in tree.all {
      let help = try program.run(command.path + ["--help"]).output.trimmingCharacters(in: .whitespacesAndNewlines)
      text += "## \(command.name)\n\n```\n\(help)\n```\n\n"
    }
    text = text.trimmingCharacters(in: .whitespacesAndNewlines) + "\n"
    if ProcessInfo.processInfo.environment["STOCKROOM_UPDATE_DOCS"] == "1" {
      try FileManager.default.createDirectory(
        at: Self.reference.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: Self.reference)
    }
    let written = (try? String(contentsOf: Self.reference, encoding: .utf8)) ?? ""
    let isCurrent = written == text
    #expect(isCurrent, "run STOCKROOM_UPDATE_DOCS=1 swift test --filter CommandReferenceTests")
  }

  @Test("every command and every option is in the documents")
  func everythingIsMentioned() throws {
    let text = try documents().map(\.text).joined(separator: "\n")
    let missing = tree.all.flatMap { command in
      [command.name].filter { !text.contains($0) }
        + command.options.flatMap(\.names).filter { !text.contains($0) }.map { "\(command.name) \($0)" }
    }
    #expect(missing == [])
  }

  @Test("every `stockroom …` that the documents name exists, with its options")
  func everythingExists() throws {
    var found = 0
    for (name, text) in try documents() {
      for line in DocumentedCommand.all(in: text) {
        found += 1
        if let problem = line.problem(in: tree) { Issue.record("\(name): \(problem) in `\(line.text)`") }
      }
    }
    #expect(found > 0)
  }

  @Test("every option that the documents name by itself exists")
  func optionsExist() throws {
    let known = Set(tree.all.flatMap { $0.options.flatMap(\.names) })
    for (name, text) in try documents() {
      for span in text.matches(of: /`(--[a-z][a-z-]*)(?:[ =][^`]*)?`/) where !known.contains(String(span.1)) {
        Issue.record("\(name): no command has the option \(span.1)")
      }
    }
  }

  @Test(
    "a wrong command or option in a document would be found",
    arguments: [
      ("`stockroom ingst x.csv`", "ingst"), ("```\n$ stockroom ingest x.csv --tabel a.b\n```", "--tabel"),
      ("```\nstockroom pipeline begin x | head\n```", "begin"), ("Run `stockroom query --nam x`.", "--nam"),
      ("```\n.build/release/stockroom runs list --limits 5 && ls\n```", "--limits"),
    ])
  func wrongDocument(text: String, problem: String) throws {
    let lines = DocumentedCommand.all(in: text)
    try #require(lines.count == 1)
    #expect(lines[0].problem(in: tree)?.contains(problem) == true)
  }

  @Test(
    "a right one would not",
    arguments: [
      "`stockroom ingest FILE --table db.table`", "`stockroom NOUN VERB`", "`stockroom`",
      "`swift build --product stockroom`",
      "```\n$ stockroom query \"SELECT a --b FROM c\" --format csv | sort --reverse\n```",
      "Stockroom plays --every role",
      "`stockroom help pipeline`", "`stockroom pipeline run NAME [--parameter A=b …]`",
      "```\nstockroom generate --stores=5 > x.csv\n```",
    ])
  func rightDocument(text: String) {
    for line in DocumentedCommand.all(in: text) { #expect(line.problem(in: tree) == nil) }
  }
}
