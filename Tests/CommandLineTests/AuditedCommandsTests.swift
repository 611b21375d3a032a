import Fixtures
import Foundation
import Testing
import Warehouse

/// Every command through which somebody decides what happens leaves a row of the audit.
@Suite("The audit of commands")
struct AuditedCommandsTests {
  let stockroom: Program

  init() throws { stockroom = try Program() }

  @Test("each deed of the command line is a row with its action and the operating-system user")
  func deeds() throws {
    let warehouse = try openWarehouse(stockroom)
    for level in 1...3 { try ServedModels.register(level: level, in: warehouse) }
    try stockroom.loadSales(HandMadeSales(days: 40, stores: 2))
    let group = ServedModels.group
    let deeds: [(command: [String], actions: [String])] = [
      (["model", "approve", group, "1", "--no-deliver"], ["model.approve"]),
      (["model", "approve", group, "2", "--no-deliver"], ["model.approve"]),
      (["model", "reopen", group, "2", "--no-deliver"], ["model.reopen"]),
      (["model", "approve", group, "2", "--no-deliver"], ["model.approve"]),
      (["model", "reject", group, "3", "--no-deliver"], ["model.reject"]),
      (["model", "alias", group, "champion", "1"], ["model.alias"]),
      (["model", "alias", group, "champion", "--remove"], ["model.alias"]),
      (["model", "archive", group, "3"], ["model.archive"]),
      (["model", "archive", group, "3", "--undo"], ["model.unarchive"]),
      (["model", "four-eyes", group, "on"], ["model.four-eyes"]),
      (["endpoint", "create", "shop", "--group", group, "--model-version", "1"], ["endpoint.create"]),
      (["endpoint", "deploy", "shop", "--model-version", "2"], ["endpoint.deploy"]),
      (["endpoint", "deploy", "shop", "--model-version", "2"], []),
      (["endpoint", "rollback", "shop", "--reason", "worse"], ["endpoint.rollback"]),
      (["endpoint", "delete", "shop"], ["endpoint.delete"]),
      (["topics", "create", "people"], ["topic.create"]),
      (["topics", "subscribe", "people", "file", "notifications/people.txt"], ["topic.subscribe"]),
      (
        ["events", "rules", "put", "mine", "--pattern", #"{"source":["x"]}"#, "--notify", "people"], ["rule.put"]
      ),
      (["events", "rules", "disable", "mine"], ["rule.disable"]),
      (["events", "rules", "enable", "mine"], ["rule.enable"]),
      (["events", "rules", "remove", "mine"], ["rule.remove"]),
      (["events", "replay", "--from", "2000-01-01", "--rule", "tell-approvers"], ["event.replay"]),
      (["events", "retry", "1"], ["delivery.retry"]),
      (["topics", "remove", "people"], ["topic.remove"]),
      (["users", "add", "ann"], ["user.add"]),
      (["users", "role", "ann", "operator"], ["user.role"]),
      (["tokens", "create", "ann"], ["token.create"]),
      (["users", "disable", "ann"], ["user.disable"]),
      (["users", "enable", "ann"], ["user.enable"]),
      (["schedule", "add", "nightly", "--pipeline", "retail_demand", "--cron", "0 3 * * *"], ["schedule.add"]),
      (["schedule", "pause", "nightly"], ["schedule.pause"]),
      (["schedule", "resume", "nightly"], ["schedule.resume"]),
      (["schedule", "remove", "nightly"], ["schedule.remove"]),
    ]
    var last = try number(warehouse)
    for (command, actions) in deeds {
      let run = try stockroom.run(command)
      #expect(run.status == 0, "\(command): \(run.errors)")
      let rows = try QuerySession(warehouse, databases: [.mlops]).prepare(
        "SELECT action, actor FROM mlops.audit_log WHERE audit_number > \(last) ORDER BY audit_number"
      ).allRows()
      #expect(rows.map { $0[0] } == actions.map(SQLValue.text), "\(command)")
      #expect(rows.allSatisfy { $0[1] == .text(user) }, "\(command)")
      last = try number(warehouse)
    }
  }

  private var user: String { NSUserName() }

  private func number(_ warehouse: Warehouse) throws -> Int64 {
    let rows = try QuerySession(warehouse, databases: [.mlops]).prepare(
      "SELECT coalesce(max(audit_number), 0) FROM mlops.audit_log"
    ).allRows()
    guard case .integer(let number) = rows[0][0] else { return 0 }
    return number
  }
}
