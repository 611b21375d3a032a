/// Puts model versions into service under the fixed name of an endpoint.
///
/// The same request comes again where the process ended before it was noted as done: a deployer leaves an endpoint as it is
/// that serves the version already.
public protocol ModelDeployer: Sendable {
  /// Lets the endpoint serve a version; it is created where there is none. On failure what served goes on serving.
  /// - Parameter reason: for the endpoint's history.
  /// - Throws: `DeliveryFailure` for good where the version cannot serve; any other error where it may later.
  func deploy(_ group: String, version: Int, to endpoint: String, reason: String) throws
  /// Takes the endpoint out of service: none of its versions is approved any more. Where there is no such endpoint, nothing
  /// happens.
  func withdraw(_ endpoint: String, reason: String) throws
}
