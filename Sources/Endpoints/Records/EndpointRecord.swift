/// A version of an endpoint's configuration.
public struct EndpointConfig: Sendable, Equatable {
  /// The number of the configuration, from 1.
  public let version: Int
  /// The model package group.
  public let group: String
  /// The version of the model in its group.
  public let modelVersion: Int
  /// How it is served.
  public let settings: EndpointSettings
}

/// An endpoint as the tables hold it.
public struct EndpointRecord: Sendable, Equatable {
  /// Its fixed name.
  public let name: String
  /// What it is doing.
  public let status: EndpointStatus
  /// The configuration that serves, or `nil` where no deployment has succeeded yet.
  public let config: EndpointConfig?
  /// Why the last deployment failed, or `nil` where it did not.
  public let failureReason: String?
  /// When it was created, UTC.
  public let createdAt: String
  /// When its state changed last, UTC.
  public let updatedAt: String
}
