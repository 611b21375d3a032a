import Events
import Fixtures
import Foundation
import ModelRegistry
import Testing
import Warehouse

@Suite("A deliverer that is killed")
struct KilledDelivererTests {
  /// The program stands beside the bundle of tests.
  private static let probe: String? = {
    let bundle = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    let candidates = [bundle, bundle.deletingLastPathComponent()].map { $0.appending(path: "DeliveryProbe").path }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  @Test("100 times between event and delivery: every message arrives, every approved version is deployed exactly once")
  func killed() throws {
    let probe = try #require(Self.probe, "DeliveryProbe must be built beside the tests")
    let temporary = try TemporaryWarehouse()
    let warehouse = temporary.warehouse
    let registry = ModelRegistry(warehouse)
    try warehouse.prepare(DatabaseName("probe"))
    try temporary.execute("CREATE TABLE probe.deployments (version INTEGER NOT NULL) STRICT", in: "probe")
    let count = 40
    for number in 1...count {
      _ = try registry.register(
        ModelPackageCandidate(
          group: "Demand", artifact: warehouse.objects.store([UInt8(number)], as: "m/\(number)"), run: nil,
          execution: "e-\(number)", pipeline: nil, endpoint: "prod", label: "units", featureColumns: ["a"],
          metrics: [("rmse", 1)], regressionMetrics: "{}", biasMetrics: nil, dataProfile: nil))
      _ = try registry.decide("Demand", version: number, .approved, reason: nil)
    }
    var kills = 0
    var runs = 0
    var ending: Int32 = SIGKILL
    while ending == SIGKILL, runs < 1000 {
      // Another point each time; after 100 kills it may go on to the end.
      let point = kills < 100 ? [3, 1, 4, 2, 5][runs % 5] : 0
      let run = try ProgramRun(
        probe, [warehouse.layout.root.path, String(Deliverer.leaseSeconds * 2 * Double(runs + 1)), String(point)])
      try #require([0, SIGKILL].contains(run.status), "\(run.errors)")
      ending = run.status
      if run.status == SIGKILL { kills += 1 }
      runs += 1
    }
    #expect(kills == 100)
    #expect(
      try temporary.rows("SELECT status, count(*) FROM mlops.event_deliveries GROUP BY status")
        == [[.text("Delivered"), .integer(Int64(2 * count))]])
    #expect(
      try temporary.rows("SELECT version FROM probe.deployments ORDER BY rowid").map { $0[0] }
        == (1...count).map { .integer(Int64($0)) })
    let file = warehouse.layout.root.appending(path: "notifications/approvers.txt")
    let text = try String(contentsOf: file, encoding: .utf8)
    let keys = text.matches(of: /\(delivery ([0-9a-f]{32})\)/).map { String($0.1) }
    #expect(Set(keys).count == count && keys.count >= count)
  }
}
