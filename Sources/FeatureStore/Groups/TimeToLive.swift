/// How long a record stays true after its event time: `30d`, `12h`, `90m` or `45s`.
public struct TimeToLive: Sendable, Hashable, CustomStringConvertible {
  /// The whole seconds, at least 1.
  public let seconds: Int64

  private static let units: [(letter: Character, seconds: Int64)] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)]

  /// So many seconds, which must be at least 1.
  public init?(seconds: Int64) {
    guard seconds > 0, seconds <= 366_000 * 86_400 else { return nil }
    self.seconds = seconds
  }

  /// Reads a number with its unit.
  /// - Parameter subject: what the text is of, for the error.
  /// - Throws: ``FeatureStoreError`` for anything else.
  public init(parsing text: String, of subject: String = "time to live") throws {
    if let last = text.last, let unit = Self.units.first(where: { $0.letter == last }),
      let count = Int64(text.dropLast()), count > 0,
      let time = TimeToLive(seconds: count.multipliedReportingOverflow(by: unit.seconds).partialValue),
      !count.multipliedReportingOverflow(by: unit.seconds).overflow
    {
      self = time
      return
    }
    throw FeatureStoreError(
      code: "time-to-live", subject: subject,
      expected: "a whole number of at least 1 with d, h, m or s (days, hours, minutes, seconds), such as 30d",
      found: "\"\(text)\"", remedy: "write for example 36h for a day and a half")
  }

  /// The largest unit that divides it, as in `36h`.
  public var description: String {
    for unit in Self.units where seconds % unit.seconds == 0 { return "\(seconds / unit.seconds)\(unit.letter)" }
    return "\(seconds)s"
  }
}
