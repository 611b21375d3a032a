/// An event on its way to a target.
public struct Delivery: Sendable {
  /// Its number, the delivery_id of `mlops.event_deliveries`.
  public let id: Int64
  /// Stays the same over all attempts: what a receiver can know a repetition by.
  public let idempotencyKey: String
  /// The event.
  public let event: Event
  /// The rule that matched it.
  public let rule: String
  /// The target within the rule.
  public let target: String
  /// The settings of the target.
  public let settings: JSONValue
  /// The subscription that a message goes to; empty for other kinds.
  public let recipient: String
  /// The number of this attempt, from 1.
  public let attempt: Int
}

/// How a delivery ended where it did not fail.
public enum DeliveryOutcome: Sendable, Equatable {
  /// It is done; the text says what came of it.
  case delivered(String)
  /// There is nothing to do any more, such as where a subscription was removed.
  case cancelled(String)
}

/// Takes deliveries of one kind.
///
/// The same delivery comes again where an attempt failed, and where the process ended between the attempt and the note that
/// it succeeded. A target that must act only once remembers the ``Delivery/idempotencyKey`` in what it changes, or brings
/// about a state that it can find again.
public protocol EventTarget: Sendable {
  /// Delivers.
  /// - Throws: ``DeliveryFailure``, or any other error for a failure that may pass.
  func deliver(_ delivery: Delivery) throws -> DeliveryOutcome
}
