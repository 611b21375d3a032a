public import Foundation

/// A moment as the tables hold it: UTC text of exactly 24 characters, `YYYY-MM-DDTHH:MM:SS.sssZ`. It sorts as text.
public struct UTCTimestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The 24 characters.
  public let description: String

  /// The millisecond in which `date` falls.
  public init(_ date: Date) {
    description = date.formatted(
      Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: TimeZone(secondsFromGMT: 0) ?? .current))
  }

  /// The day, `YYYY-MM-DD`.
  public var day: String { String(description.prefix(10)) }

  /// Sorts by time.
  public static func < (left: UTCTimestamp, right: UTCTimestamp) -> Bool { left.description < right.description }
}
