import Events
import Fixtures
import Foundation
import ModelRegistry
import Testing
import Warehouse

@Suite("What follows a decision")
struct TransitionTests {
  /// The nine transitions of a version, with version 1 approved before it.
  @Test(
    "each of the nine transitions changes what it should, and the endpoint only where it should",
    arguments: [
      (ApprovalStatus.pending, ApprovalStatus.pending, [String]()), (.pending, .approved, ["prod serves 2"]),
      (.pending, .rejected, []), (.approved, .pending, ["prod serves 1"]), (.approved, .approved, []),
      (.approved, .rejected, ["prod serves 1"]), (.rejected, .pending, []), (.rejected, .approved, ["prod serves 2"]),
      (.rejected, .rejected, []),
    ])
  func transition(from: ApprovalStatus, to: ApprovalStatus, calls: [String]) throws {
    let versions = try RegisteredVersions()
    try versions.decide(1, .approved)
    if from != .pending { try versions.decide(2, from) }
    try versions.deliver()
    versions.endpoint.clear()
    let before = try versions.events()
    let snapshot = try WarehouseSnapshot(of: versions.temporary.warehouse.layout.root)

    let result = try versions.decide(2, to)
    #expect(result.previous == from && result.package.status == to && result.hasChanged == (from != to))
    #expect((result.event != nil) == (from != to))
    if from == to {
      #expect(try WarehouseSnapshot(of: versions.temporary.warehouse.layout.root) == snapshot)
    } else {
      let last = try #require(
        try versions.events("detail ->> 'PreviousModelApprovalStatus', detail ->> 'ModelApprovalStatus'").last)
      #expect(last == [.text(from.rawValue), .text(to.rawValue)])
      #expect(try versions.events() != before)
      #expect(result.package.decisions.last?.status == to.rawValue)
      #expect(result.package.decisions.last?.reason == "because")
    }
    try versions.deliver()
    #expect(versions.endpoint.calls == calls)
    try versions.deliver()
    #expect(versions.endpoint.calls == calls, "nothing is carried out twice")
  }

  @Test("rejecting a version that does not serve leaves the endpoint alone")
  func notServing() throws {
    let versions = try RegisteredVersions(3)
    for version in [1, 2, 3] { try versions.decide(version, .approved) }
    try versions.deliver()
    versions.endpoint.clear()
    try versions.decide(2, .rejected)
    try versions.deliver()
    #expect(versions.endpoint.calls == [])
    #expect(try versions.registry.versionToServe("prod")?.version == 3)
  }

  @Test("an older version that is approved later serves; once it is rejected, the newest approved one")
  func olderOne() throws {
    let versions = try RegisteredVersions(3)
    for version in [2, 3, 1] { try versions.decide(version, .approved) }
    try versions.decide(1, .rejected)
    #expect(try versions.registry.versionToServe("prod")?.version == 3)
    try versions.decide(3, .rejected)
    #expect(try versions.registry.versionToServe("prod")?.version == 2)
  }

  @Test("where no approved version is left the endpoint goes out of service")
  func withdrawn() throws {
    let versions = try RegisteredVersions()
    try versions.decide(1, .approved)
    try versions.deliver()
    try versions.decide(1, .rejected)
    try versions.deliver()
    #expect(versions.endpoint.calls == ["prod serves 1", "prod withdrawn"])
    try versions.decide(2, .approved)
    try versions.deliver()
    #expect(versions.endpoint.calls.last == "prod serves 2")
  }

  @Test("approvals that wait together are deployed in their order, each once")
  func inOrder() throws {
    let versions = try RegisteredVersions(3)
    for version in [1, 2, 3] { try versions.decide(version, .approved) }
    #expect(try versions.deliver() == Deliverer.Pass(delivered: 3))
    #expect(versions.endpoint.calls == ["prod serves 1", "prod serves 2", "prod serves 3"])
  }

  @Test("an approval that was taken back before it was carried out is not")
  func takenBack() throws {
    let versions = try RegisteredVersions()
    try versions.decide(1, .approved)
    try versions.decide(2, .approved)
    try versions.decide(2, .rejected)
    try versions.deliver()
    #expect(versions.endpoint.calls == ["prod serves 1", "prod serves 1"])
    #expect(try versions.registry.versionToServe("prod")?.version == 1)
  }

  @Test("a decision that comes late never replaces a newer one")
  func late() throws {
    let versions = try RegisteredVersions()
    try versions.decide(1, .approved)
    versions.endpoint.fail(DeliveryFailure("not now", isPermanent: false))
    #expect(try versions.deliver() == Deliverer.Pass(failed: 1))
    versions.endpoint.fail(nil)
    let second = try #require(try versions.decide(2, .approved).event)
    try versions.deliver()
    #expect(versions.endpoint.calls == ["prod serves 2"])
    _ = try DeadLetters(versions.temporary.warehouse).retry([1])
    #expect(try versions.deliver() == Deliverer.Pass(cancelled: 1))
    #expect(versions.endpoint.calls == ["prod serves 2"])
    // Nor does a replay carry anything out again.
    _ = try EventLog(versions.temporary.warehouse).replay(EventLog.Selection(from: "2026"))
    _ = try EventLog(versions.temporary.warehouse).replay(EventLog.Selection(event: second))
    try versions.deliver()
    #expect(versions.endpoint.calls == ["prod serves 2"])
  }

  @Test("a version without an endpoint is approved and deployed nowhere")
  func noEndpoint() throws {
    let versions = try RegisteredVersions(1, endpoint: nil)
    try versions.decide(1, .approved)
    #expect(try versions.deliver() == Deliverer.Pass(cancelled: 1))
    #expect(versions.endpoint.calls == [])
  }
}
