/// What an endpoint is doing, in SageMaker's words.
public enum EndpointStatus: String, Sendable {
  /// Its first model is being loaded and checked.
  case creating = "Creating"
  /// It answers.
  case inService = "InService"
  /// It answers with the old model while a new one is loaded and checked.
  case updating = "Updating"
  /// It goes back to, or stays with, an earlier model.
  case rollingBack = "RollingBack"
  /// It has never had a model that could be served.
  case failed = "Failed"

  /// Whether somebody is working on it.
  public var isTransitional: Bool { self == .creating || self == .updating || self == .rollingBack }
}
