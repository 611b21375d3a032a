import Foundation

/// How a time that names no zone is read: an offset such as `+07:00`, or a zone of the tz database such as `Asia/Bangkok`.
public struct TimeZoneRule: Sendable, Equatable {
  private let zone: TimeZone

  /// Universal time.
  public static let utc = TimeZoneRule(zone: TimeZone(secondsFromGMT: 0) ?? .current)

  private init(zone: TimeZone) { self.zone = zone }

  /// Reads `UTC`, `Z`, an offset or the name of a zone.
  /// - Throws: ``FeatureStoreError`` for anything else.
  public init(parsing text: String) throws {
    if ["UTC", "Z", "GMT"].contains(text.uppercased()) {
      self = .utc
      return
    }
    if let offset = Self.offset(Array(text.utf8)[...]), let zone = TimeZone(secondsFromGMT: offset) {
      self.zone = zone
      return
    }
    guard text.contains("/"), let zone = TimeZone(identifier: text) else {
      throw FeatureStoreError(
        code: "time-zone", subject: "time zone",
        expected: "UTC, an offset such as +07:00, or a name such as Asia/Bangkok",
        found: "\"\(text)\"", remedy: "check the name")
    }
    self.zone = zone
  }

  /// The offset in seconds that `+07:00`, `-0330` or `+07` stands for.
  static func offset(_ text: ArraySlice<UInt8>) -> Int? {
    guard let sign = text.first, sign == 43 || sign == 45 else { return nil }
    let digits = text.dropFirst().filter { $0 != 58 }
    guard digits.allSatisfy({ (48...57).contains($0) }), digits.count == 2 || digits.count == 4,
      text.count == digits.count + 1 || (digits.count == 4 && text.count == 6 && text[text.startIndex + 3] == 58)
    else { return nil }
    let values = digits.map { Int($0) - 48 }
    let hours = values[0] * 10 + values[1]
    let minutes = values.count == 4 ? values[2] * 10 + values[3] : 0
    guard hours <= 18, minutes < 60 else { return nil }
    return (sign == 45 ? -1 : 1) * (hours * 3600 + minutes * 60)
  }

  /// The moments at which a clock of the zone shows `local`, milliseconds since 1970 as if it were UTC: one as a rule, none
  /// where clocks were put forward over it, two where they were put back.
  func moments(showing local: Int64) -> [Int64] {
    func offset(at moment: Int64) -> Int64 {
      Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment) / 1000))) * 1000
    }
    let candidates = Set([local - 86_400_000, local + 86_400_000].map { local - offset(at: $0) })
    return candidates.filter { $0 + offset(at: $0) == local }.sorted()
  }
}
