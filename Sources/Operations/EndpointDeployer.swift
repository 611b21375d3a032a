import Diagnostics
import Endpoints
import Events
import ModelRegistry

/// Brings decisions about models to the endpoints of this warehouse.
struct EndpointDeployer: ModelDeployer {
  let deployment: EndpointDeployment

  /// Deploys; an endpoint that serves the version already stays as it is. What is wrong with the version itself would be
  /// wrong again: such a deployment is given up at once.
  func deploy(_ group: String, version: Int, to endpoint: String, reason: String) throws {
    do {
      try deployment.deploy(group, version: version, to: endpoint, reason: reason)
    } catch let error as EndpointError {
      throw DeliveryFailure(error.description, isPermanent: true)
    }
  }

  /// Takes the endpoint out of service, where there is one.
  func withdraw(_ endpoint: String, reason: String) throws {
    do {
      try deployment.delete(endpoint, reason: reason)
    } catch let error as EndpointError where error.code == "unknown-endpoint" {
      return
    }
  }
}
