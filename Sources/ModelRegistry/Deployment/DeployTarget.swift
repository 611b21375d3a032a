public import Events
import GRDB
public import Warehouse

/// Brings decisions about model versions to the endpoint.
///
/// Each decision that changes what is to serve reaches the endpoint once; `mlops.model_deployments` remembers which did. A
/// decision that comes late, after a newer one was carried out, changes nothing, nor does one whose version has lost its
/// approval meanwhile.
public struct DeployTarget: EventTarget {
  private let warehouse: Warehouse
  private let deployer: any ModelDeployer

  /// Creates the target.
  public init(_ warehouse: Warehouse, deployer: any ModelDeployer) {
    self.warehouse = warehouse
    self.deployer = deployer
  }

  private enum Action {
    case deploy(ServingPlan.Version)
    case withdraw
    case done
    case nothing(String)
  }

  /// Carries out the decision that the event tells of.
  public func deliver(_ delivery: Delivery) throws -> DeliveryOutcome {
    let detail = delivery.event.detail
    guard let endpoint = detail["EndpointName"]?.stringValue else {
      return .cancelled("the model version has no endpoint")
    }
    guard let decision = detail["DecisionNumber"]?.numberValue.map({ Int64($0) }) else {
      return .cancelled("the event tells of no decision")
    }
    guard let lock = try FileLock("deploy-\(ContentHash.of(endpoint.utf8).prefix(16))", in: warehouse.layout) else {
      throw DeliveryFailure("another deployment of \(endpoint) is under way", isPermanent: false)
    }
    return try withExtendedLifetime(lock) {
      let reason = "decision \(decision) by \(detail["LastModifiedBy"]?.stringValue ?? "")"
      let version: ServingPlan.Version?
      switch try action(for: decision, endpoint: endpoint) {
      case .nothing(let why): return .cancelled(why)
      case .done: return .delivered("\(endpoint) has it already")
      case .deploy(let chosen):
        try deployer.deploy(chosen.group, version: chosen.number, to: endpoint, reason: reason)
        version = chosen
      case .withdraw:
        try deployer.withdraw(endpoint, reason: reason)
        version = nil
      }
      try warehouse.write(.mlops) { db in
        try db.execute(
          sql: "INSERT INTO mlops.model_deployments VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
          arguments: [
            endpoint, decision, version?.group, version?.number, warehouse.surroundings.now().description,
          ])
      }
      return .delivered(
        version.map { "\($0.group) version \($0.number) serves \(endpoint)" } ?? "\(endpoint) is out of service")
    }
  }

  private func action(for decision: Int64, endpoint: String) throws -> Action {
    try warehouse.read([.mlops]) { db in
      let carriedOut = try Int64.fetchOne(
        db, sql: "SELECT max(decision_number) FROM mlops.model_deployments WHERE endpoint_name = ?",
        arguments: [endpoint])
      if let carriedOut, carriedOut >= decision {
        guard carriedOut > decision else { return .done }
        return .nothing("decision \(carriedOut) about \(endpoint) is newer and was carried out")
      }
      var plan = ServingPlan()
      var today = ServingPlan()
      for step in try ServingPlan.steps(for: endpoint, in: db) {
        if step.number <= decision { plan.apply(step) }
        today.apply(step)
      }
      guard plan.since == decision else { return .nothing("the decision does not change what \(endpoint) serves") }
      guard let version = plan.serving else {
        // A version that was approved since is on its way.
        return today.serving == nil ? .withdraw : .nothing("a newer decision puts another version into service")
      }
      guard today.isApproved(version) else {
        return .nothing("\(version.group) version \(version.number) is not approved any more")
      }
      return .deploy(version)
    }
  }
}
