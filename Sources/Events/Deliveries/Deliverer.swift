import Foundation
public import Warehouse

/// Works off the deliveries that are due.
///
/// A delivery is claimed for a while (the lease), so that two deliverers never send it at once; a deliverer that ends in
/// between leaves a lease that runs out. The claim is renewed while an attempt goes on.
public struct Deliverer: Sendable {
  /// How long a claim holds without being renewed.
  public static let leaseSeconds = 60.0

  /// What one pass did.
  public struct Pass: Sendable, Equatable {
    /// Deliveries that arrived.
    public var delivered = 0
    /// Deliveries that had nothing to do any more.
    public var cancelled = 0
    /// Attempts that failed and will be repeated.
    public var failed = 0
    /// Deliveries that will not be tried again.
    public var deadLetters = 0

    /// A pass with these counts.
    package init(delivered: Int = 0, cancelled: Int = 0, failed: Int = 0, deadLetters: Int = 0) {
      self.delivered = delivered
      self.cancelled = cancelled
      self.failed = failed
      self.deadLetters = deadLetters
    }

    /// All attempts.
    public var attempts: Int { delivered + cancelled + failed + deadLetters }
  }

  /// Where a deliverer can be cut off, for tests that do so.
  package enum Boundary: Sendable {
    case claimed, sent, recorded
  }

  /// Its identity, in `claimed_by`.
  public let identifier: String
  private let outbox: Outbox
  private let targets: [TargetKind: any EventTarget]
  private let boundary: @Sendable (Boundary) -> Void

  /// Creates a deliverer. It claims deliveries of those kinds for which it has a target, and leaves the others waiting.
  public init(_ warehouse: Warehouse, targets: [TargetKind: any EventTarget]) {
    self.init(warehouse, targets: targets) { _ in }
  }

  package init(
    _ warehouse: Warehouse, targets: [TargetKind: any EventTarget],
    boundary: @escaping @Sendable (Boundary) -> Void
  ) {
    identifier = warehouse.surroundings.identifier()
    outbox = Outbox(warehouse: warehouse)
    self.targets = targets
    self.boundary = boundary
  }

  /// Attempts every delivery that is due now, one after another. Those that are added meanwhile wait for the next pass.
  /// - Parameters:
  ///   - event: only what came of this event.
  ///   - observe: is told of each attempt and how it ended.
  public func deliverDue(
    of event: String? = nil, observe: (Delivery, String) -> Void = { _, _ in }
  ) throws -> Pass {
    var pass = Pass()
    guard try outbox.isAnythingDue(kinds: Array(targets.keys)) else { return pass }
    let last = try outbox.lastDelivery()
    while let claim = try outbox.claim(
      for: identifier, kinds: Array(targets.keys), of: event, upTo: last, leaseSeconds: Self.leaseSeconds)
    {
      switch claim {
      case .delivery(let kind, let delivery):
        boundary(.claimed)
        let ending = attempt(delivery, by: targets[kind])
        boundary(.sent)
        let isOver = try outbox.record(ending, of: delivery, by: identifier)
        boundary(.recorded)
        pass.add(ending, isOver: isOver)
        observe(delivery, ending.text)
      case .ended(let ending): pass.add(ending, isOver: true)
      }
    }
    return pass
  }

  /// When the next delivery falls due, or `nil` where none waits.
  public func nextDue() throws -> String? { try outbox.nextDue(kinds: Array(targets.keys)) }

  private func attempt(_ delivery: Delivery, by target: (any EventTarget)?) -> Outbox.Ending {
    guard let target else { return .failed(DeliveryFailure("nothing takes it", isPermanent: false)) }
    do {
      let outbox = outbox
      let identifier = identifier
      return try Lease.kept(every: Self.leaseSeconds / 3) {
        try? outbox.renew(delivery, by: identifier, leaseSeconds: Self.leaseSeconds)
      } during: {
        switch try target.deliver(delivery) {
        case .delivered(let text): .delivered(text)
        case .cancelled(let text): .cancelled(text)
        }
      }
    } catch let failure as DeliveryFailure {
      return .failed(failure)
    } catch {
      return .failed(DeliveryFailure("\(error)", isPermanent: false))
    }
  }
}

extension Deliverer.Pass {
  fileprivate mutating func add(_ ending: Outbox.Ending, isOver: Bool) {
    switch ending {
    case .delivered: delivered += 1
    case .cancelled: cancelled += 1
    case .failed where isOver: deadLetters += 1
    case .failed: failed += 1
    }
  }
}

/// Keeps a lease alive while something goes on.
enum Lease {
  static func kept<Result>(
    every seconds: Double, renew: @escaping @Sendable () -> Void, during body: () throws -> Result
  ) rethrows -> Result {
    let isDone = DispatchSemaphore(value: 0)
    let hasEnded = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      while isDone.wait(timeout: .now() + seconds) == .timedOut { renew() }
      hasEnded.signal()
    }
    defer {
      isDone.signal()
      hasEnded.wait()
    }
    return try body()
  }
}
