import Events
import Fixtures
import GRDB
import Testing
import Warehouse

@Suite("The event log")
struct EventLogTests {
  let temporary: TemporaryWarehouse

  init() throws { temporary = try TemporaryWarehouse() }

  private func event(_ detail: JSONValue = ["ModelApprovalStatus": "Approved"]) -> Event {
    Event(
      "SageMaker Model Package State Change", resources: [AmazonResourceName.sagemaker("model-package", "Demand/1")],
      detail: detail, in: temporary.warehouse.surroundings)
  }

  private func append(_ event: Event) throws {
    try temporary.warehouse.write(.mlops) { try EventLog.append(event, in: $0) }
  }

  @Test("gives an event back as it was appended")
  func roundTrip() throws {
    let event = event(["text": "ü \"quoted\"\n", "number": .number("3.0e2"), "nothing": .null, "list": [1, [true]]])
    try append(event)
    #expect(try EventLog(temporary.warehouse).event(event.id) == event)
    #expect(try EventLog(temporary.warehouse).event(String(event.id.prefix(20))) == event)
  }

  @Test("an event has EventBridge's shape")
  func shape() throws {
    let json = event().json
    #expect(json["version"] == "0" && json["account"] == "000000000000" && json["region"] == "local")
    #expect(json["source"] == "aws.sagemaker" && json["detail-type"] == "SageMaker Model Package State Change")
    #expect(json["resources"] == ["arn:aws:sagemaker:local:000000000000:model-package/Demand/1"])
    #expect(json["detail"]?["ModelApprovalStatus"] == "Approved")
    #expect(json["time"]?.stringValue?.hasPrefix("2026-01-15T08:00:00.") == true)
  }

  @Test("an event that is appended twice stays one")
  func twice() throws {
    let event = event()
    try append(event)
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    try append(event)
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("an event goes with the change that it tells of: a transaction that fails leaves neither")
  func rolledBack() throws {
    struct Failure: Error {}
    #expect(throws: Failure.self) {
      try temporary.warehouse.write(.mlops) { db in
        try EventLog.append(event(), in: db)
        throw Failure()
      }
    }
    #expect(try temporary.rows("SELECT count(*) FROM mlops.events") == [[.integer(0)]])
  }

  @Test(
    "cannot be changed or deleted, not even in plain SQL",
    arguments: [
      "UPDATE mlops.events SET detail = '{}'", "DELETE FROM mlops.events",
      """
      INSERT OR REPLACE INTO mlops.events
      SELECT event_number, event_id, source, detail_type, time, account, region, resources, '{}' FROM mlops.events
      """,
    ])
  func permanent(sql: String) throws {
    try append(event())
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let error = #expect(throws: (any Error).self) { try temporary.execute(sql, in: "mlops") }
    #expect(error.map { "\($0)" }?.contains("events are added, never") == true)
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("an id that fits none or several is refused")
  func unknown() throws {
    try append(event())
    try append(event())
    let none = #expect(throws: EventError.self) { _ = try EventLog(temporary.warehouse).event("ffff") }
    #expect(none?.code == "unknown-event")
    let several = #expect(throws: EventError.self) { _ = try EventLog(temporary.warehouse).event("01") }
    #expect(several?.code == "ambiguous-event")
  }
}
