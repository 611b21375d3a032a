public import Endpoints

extension Stockroom {
  /// The endpoints there are.
  public var endpoints: EndpointCatalog { EndpointCatalog(warehouse) }
  /// Deployments to endpoints.
  public var deployment: EndpointDeployment { EndpointDeployment(warehouse) }

  /// Answers a request for predictions in this process, without a server. Nothing is captured.
  /// - Throws: `EndpointError` where there is no such endpoint; `InvocationError` that names the row and the feature.
  public func invoke(_ request: InvocationRequest) throws -> InvocationAnswer {
    _ = try endpoints.endpoint(request.endpoint)
    let host = EndpointHost(warehouse, memoryLimit: .max)
    try host.refresh()
    guard let answer = try host.answer(request, mayLoad: true) else {
      throw EndpointError(
        code: "no-model", subject: "endpoint \(request.endpoint)", expected: "a model that can be loaded",
        found: "none", remedy: "deploy one with `stockroom endpoint deploy`")
    }
    return answer
  }
}
