import Warehouse

/// Why a record has no state for an application.
public enum RecordAbsence: Sendable, Equatable, CustomStringConvertible {
  /// Nothing was ever written of it.
  case unknown
  /// It is deleted from that event time on.
  case deleted(from: String)
  /// Its newest state, of that event time, is older than the group's time to live.
  case expired(eventTime: String, timeToLive: TimeToLive)

  /// For example `deleted from 2026-01-31T00:00:00.000Z on`.
  public var description: String {
    switch self {
    case .unknown: "never written"
    case .deleted(let time): "deleted from \(time) on"
    case .expired(let time, let timeToLive):
      "expired: its newest state is of \(time), and the time to live is \(timeToLive)"
    }
  }
}
