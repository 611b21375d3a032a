import Fixtures
import Foundation
import Testing

@Suite("Events, topics, users and tokens on the command line")
struct EventCommandTests {
  let stockroom: Program

  init() throws {
    stockroom = try Program()
    try stockroom.loadSales()
  }

  private static let event = #"{"source": "aws.ec2", "detail": {"state": "running", "count": 5}}"#

  @Test("test says whether a pattern matches: true with exit code 0, false with 3")
  func patterns() throws {
    func test(_ pattern: String) throws -> ProgramRun {
      try stockroom("events", "test", "--pattern", pattern, "--event-file", "-", input: Self.event)
    }
    let match = try test(#"{"detail": {"count": [{"numeric": [">", 1]}]}}"#)
    #expect(match.output == "true\n" && match.status == 0)
    let other = try test(#"{"source": ["aws.s3"]}"#)
    #expect(other.output == "false\n" && other.status == 3)
    let wrong = try test(#"{"source": [{"contains": "x"}]}"#)
    #expect(wrong.status == 2 && wrong.output.isEmpty && wrong.errors.contains("field source.contains"))
  }

  @Test("a rule is put, listed, switched, tested by name and removed")
  func rules() throws {
    try stockroom.write(#"{"source": ["aws.ec2"]}"#, to: "pattern.json")
    #expect(
      try stockroom(
        "events", "rules", "put", "mine", "--pattern-file", "pattern.json", "--command", #"["cat"]"#,
        "--notify", "operators"
      ).status == 0)
    let list = try stockroom("events", "rules", "list", "--format", "csv").output
    #expect(list.contains("mine,ENABLED,command,command,") && list.contains("mine,ENABLED,notify,notify,"))
    #expect(try stockroom("events", "rules", "disable", "mine").status == 0)
    #expect(try stockroom("events", "rules", "list", "--format", "csv").output.contains("mine,DISABLED"))
    #expect(try stockroom("events", "rules", "enable", "mine").status == 0)
    #expect(
      try stockroom("events", "test", "--rule", "mine", "--event-file", "-", input: Self.event).output == "true\n")
    #expect(try stockroom("events", "rules", "remove", "mine").status == 0)
    #expect(try stockroom("events", "rules", "remove", "mine").status == 1)
  }

  @Test("a topic is made, subscribed to, listed, unsubscribed from and removed")
  func topics() throws {
    #expect(try stockroom("topics", "create", "mine", "--link", "https://example.com").status == 0)
    let id = try stockroom(
      "topics", "subscribe", "mine", "email", "ann@example.com", "--server", "smtp://mail:587",
      "--from", "bob@example.com"
    ).output.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(id.count == 36)
    #expect(try stockroom("topics", "list", "--format", "csv").output.contains("mine,,https://example.com,email,"))
    let wrong = try stockroom("topics", "subscribe", "mine", "email", "ann")
    #expect(wrong.status == 2, "\(wrong.errors)")
    #expect(try stockroom("topics", "unsubscribe", id).status == 0)
    #expect(try stockroom("topics", "remove", "mine").status == 0)
  }

  @Test("a pipeline's events are listed, shown, printed as lines of JSON and replayed")
  func events() throws {
    #expect(try [0, 3].contains(stockroom("pipeline", "run", "retail_demand").status))
    let list = try stockroom("events", "list", "--format", "csv", "--limit", "100").output
    #expect(list.contains("SageMaker Model Building Pipeline Execution Status Change"))
    let lines = try stockroom("events", "tail", "-n", "2").output.split(separator: "\n")
    #expect(lines.count == 2)
    let json = try #require(try JSONSerialization.jsonObject(with: Data(lines[1].utf8)) as? [String: Any])
    let id = try #require(json["id"] as? String)
    #expect(try stockroom("events", "show", id).output == lines[1] + "\n")
    #expect(try stockroom("events", "replay", id).status == 0)
    #expect(try stockroom("events", "replay", "--from", "2001-01-01").status == 0)
    #expect(try stockroom("events", "replay", "--from", "3001-01-01").status == 1)
    #expect(try stockroom("events", "retry", "--all").status == 0)
    #expect(try stockroom("events", "deliveries").status == 0)
  }

  @Test("a token is printed once, listed without itself, and revoked; the audit has it all")
  func tokens() throws {
    #expect(try stockroom("users", "add", "ann", "--role", "approver").status == 0)
    let created = try stockroom("tokens", "create", "ann", "--label", "laptop", "--days", "30")
    let token = created.output.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(token.hasPrefix("sr_") && token.count == 67)
    let list = try stockroom("tokens", "list", "--format", "csv").output
    #expect(list.contains(",ann,laptop,valid,") && !list.contains(token))
    let id = String(list.split(separator: "\n")[1].split(separator: ",")[0])
    #expect(try stockroom("tokens", "revoke", id).status == 0)
    #expect(try stockroom("tokens", "list", "--format", "csv").output.contains(",revoked,"))
    #expect(try stockroom("users", "role", "ann", "viewer").status == 0)
    #expect(try stockroom("users", "disable", "ann").status == 0)
    #expect(try stockroom("users", "list", "--format", "csv").output.contains("ann,viewer,disabled"))
    #expect(try stockroom("users", "enable", "ann").status == 0)
    let audit = try stockroom("audit", "--format", "csv").output
    for action in ["user.add", "token.create", "token.revoke", "user.role", "user.disable", "user.enable"] {
      #expect(audit.contains(",\(action),"), "\(action)")
    }
  }

  @Test(
    "what makes no sense is wrong usage",
    arguments: [
      ["events", "test"], ["events", "test", "--pattern", "{}"], ["events", "replay"], ["events", "retry"],
      ["events", "replay", "x", "--from", "2026"], ["events", "rules", "put", "x"],
      ["events", "rules", "put", "x", "--pattern", "{}"], ["events", "list", "--limit=-1"],
      ["events", "rules", "put", "x", "--pattern", #"{"a": [1]}"#, "--webhook", "ftp://x"],
      ["events", "rules", "put", "a b", "--pattern", #"{"a": [1]}"#, "--deploy"],
      ["tokens", "create", "ann", "--days", "0"], ["users", "add", "ann", "--role", "king"],
      ["topics", "create", "x", "--link", "nonsense"], ["model", "approve", "Demand"],
    ])
  func usage(arguments: [String]) throws {
    let run = try stockroom.run(arguments)
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.output.isEmpty)
  }
}
