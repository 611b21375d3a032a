import Events
import Fixtures
import Foundation
import GRDB
import ModelRegistry
import Synchronization
import Warehouse

/// A group `Demand` with versions for the endpoint `prod`.
struct RegisteredVersions {
  let temporary: TemporaryWarehouse
  let endpoint = RecordedEndpoint()
  var registry: ModelRegistry { ModelRegistry(temporary.warehouse) }

  init(_ count: Int = 2, endpoint name: String? = "prod") throws {
    temporary = try TemporaryWarehouse()
    try EventRules(temporary.warehouse).remove("tell-approvers")
    for number in 1...count { try register(number, endpoint: name) }
  }

  func register(_ number: Int, endpoint name: String? = "prod", execution: String? = nil) throws {
    _ = try registry.register(
      ModelPackageCandidate(
        group: "Demand", artifact: temporary.warehouse.objects.store([UInt8(number)], as: "m/\(number)"), run: nil,
        execution: execution ?? "e-\(number)", pipeline: "retail", endpoint: name, label: "units",
        featureColumns: ["a"],
        metrics: [("rmse", Double(10 - number)), ("r2", 0.5)], regressionMetrics: "{}", biasMetrics: nil,
        dataProfile: nil))
  }

  @discardableResult
  func decide(_ version: Int, _ status: ApprovalStatus, by actor: String? = nil) throws -> DecisionResult {
    try registry.decide("Demand", version: version, status, reason: "because", by: actor)
  }

  @discardableResult
  func deliver() throws -> Deliverer.Pass {
    try Deliverer(
      temporary.warehouse, targets: [.deploy: DeployTarget(temporary.warehouse, deployer: endpoint)]
    ).deliverDue()
  }

  func events(_ columns: String = "count(*)") throws -> [[SQLValue]] {
    try temporary.rows("SELECT \(columns) FROM mlops.events ORDER BY event_number")
  }
}

/// An endpoint that remembers what was asked of it.
final class RecordedEndpoint: ModelDeployer {
  private let log = Mutex<[String]>([])
  private let failure = Mutex<DeliveryFailure?>(nil)

  var calls: [String] { log.withLock { $0 } }

  func clear() { log.withLock { $0 = [] } }

  func fail(_ failure: DeliveryFailure?) { self.failure.withLock { $0 = failure } }

  func deploy(_ group: String, version: Int, to endpoint: String, reason: String) throws {
    if let failure = failure.withLock({ $0 }) { throw failure }
    log.withLock { $0.append("\(endpoint) serves \(version)") }
  }

  func withdraw(_ endpoint: String, reason: String) throws { log.withLock { $0.append("\(endpoint) withdrawn") } }
}
