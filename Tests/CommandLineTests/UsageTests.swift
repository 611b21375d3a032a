import Fixtures
import Testing

@Suite("Usage")
struct UsageTests {
  let stockroom: Program

  init() throws { stockroom = try Program() }

  @Test(
    "what is no command or no option ends with 2, and the message goes to standard error",
    arguments: [
      ["nonsense"], ["--nonsense"], ["ingest"], ["ingest", "x.csv"],
      ["ingest", "x.csv", "--table", "a.b", "--delimiter", ";;"],
      ["query"], ["query", "SELECT 1", "--name", "x"], ["query", "SELECT 1", "--format", "xml"],
      ["query", "SELECT 1", "--param", "novalue"], ["pipeline", "run"],
      ["pipeline", "run", "x", "--parameter", "novalue"],
      ["pipeline", "nonsense"], ["runs", "list", "--limit", "many"], ["generate", "--stores", "many"],
      ["export", "dashboard"], ["tables", "a", "b"],
    ])
  func wrongUsage(arguments: [String]) throws {
    let run = try stockroom.run(arguments)
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("Usage:") || run.errors.contains("Error:"), "\(run.errors)")
  }

  @Test(
    "a number that makes no sense is wrong usage",
    arguments: [
      ["features", "head", "x", "--rows=-1"], ["runs", "list", "--limit=-1"], ["pipeline", "executions", "--limit=-1"],
      ["generate", "--stores", "0"], ["generate", "--days=-5"], ["generate", "--start-date", "2026-02-30"],
    ])
  func senselessNumber(arguments: [String]) throws {
    let run = try stockroom.run(arguments)
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test("every command has help on standard output: an abstract, and a text for every option and argument")
  func help() throws {
    for command in try CommandTree.read().all {
      let run = try stockroom.run(command.path + ["--help"])
      #expect(run.status == 0)
      #expect(run.errors.isEmpty)
      #expect(!command.abstract.isEmpty, "\(command.name) does not say what it does")
      #expect(run.output.contains("USAGE: \(command.name)"), "\(command.name)")
      for option in command.options {
        #expect(!option.abstract.isEmpty, "\(command.name) \(option.names) has no help")
      }
    }
  }

  @Test("--version tells the version")
  func version() throws {
    let run = try stockroom("--version")
    #expect(run.status == 0)
    #expect(run.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  @Test("without a command the help is shown")
  func noCommand() throws {
    let run = try stockroom()
    #expect(run.status == 0)
    #expect(run.output.contains("SUBCOMMANDS:"))
  }
}
