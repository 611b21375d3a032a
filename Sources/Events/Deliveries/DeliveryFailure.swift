/// Why a delivery did not succeed.
public struct DeliveryFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// What happened; kept in the tables, so never a secret.
  public let description: String
  /// Whether another attempt would fail in the same way.
  public let isPermanent: Bool
  /// How long the receiver asks to wait.
  public let retryAfterSeconds: Double?

  /// Creates a failure.
  public init(_ description: String, isPermanent: Bool, retryAfterSeconds: Double? = nil) {
    self.description = description
    self.isPermanent = isPermanent
    self.retryAfterSeconds = retryAfterSeconds
  }
}
