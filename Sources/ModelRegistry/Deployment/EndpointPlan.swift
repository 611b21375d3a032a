import GRDB
import Warehouse

extension ModelRegistry {
  /// The version that an endpoint is to serve by the decisions so far, whether or not it has reached the endpoint yet.
  public func versionToServe(_ endpoint: String) throws -> (group: String, version: Int)? {
    try warehouse.read([.mlops]) { db in
      var plan = ServingPlan()
      for step in try ServingPlan.steps(for: endpoint, in: db) { plan.apply(step) }
      return plan.serving.map { ($0.group, $0.number) }
    }
  }
}
