/// Reads times as people and programs write them into moments, honest about what it cannot know.
///
/// - `2026-01-31T08:00:00Z`, with `T` or a space, with or without seconds and a fraction, with `Z` or an offset.
/// - `2026-01-31` alone is the first moment of the day in the reader's zone, UTC unless another is given.
/// - A time of day without a zone is refused, unless a zone was given.
/// - What is finer than a millisecond is rounded: event times up, the times of entity rows down, so that rounding never
///   lets a row see a record of its future.
struct TimeReader: Sendable {
  enum Rounding: Sendable { case up, down }

  /// Why a text is no time: what was expected.
  struct Complaint: Error { let expected: String }

  let rounding: Rounding
  let zone: TimeZoneRule?

  init(rounding: Rounding, zone: TimeZoneRule? = nil) {
    self.rounding = rounding
    self.zone = zone
  }

  func read(_ bytes: UnsafeRawBufferPointer) throws(Complaint) -> EventTime {
    if let time = EventTime(canonical: bytes) { return time }
    return try slow(Array(bytes))
  }

  func read(_ text: String) throws(Complaint) -> EventTime { try slow(Array(text.utf8)) }

  private static let form = "a time such as 2026-01-31T08:00:00Z or 2026-01-31T08:00:00+07:00"

  private func slow(_ bytes: [UInt8]) throws(Complaint) -> EventTime {
    var place = bytes[...]
    func number(_ count: Int) throws(Complaint) -> Int {
      guard place.count >= count, place.prefix(count).allSatisfy({ (48...57).contains($0) }) else {
        throw Complaint(expected: Self.form)
      }
      let value = place.prefix(count).reduce(0) { $0 * 10 + Int($1) - 48 }
      place = place.dropFirst(count)
      return value
    }
    func skip(_ marks: Unicode.Scalar...) throws(Complaint) {
      guard let first = place.first, marks.contains(where: { UInt8(ascii: $0) == first }) else {
        throw Complaint(expected: Self.form)
      }
      place = place.dropFirst()
    }
    let year = try number(4)
    try skip("-")
    let month = try number(2)
    try skip("-")
    let day = try number(2)
    guard let date = CivilDate(year: year, month: month, day: day) else {
      throw Complaint(expected: "a day that the calendar has")
    }
    var local = date.daysSince1970 * 86_400_000
    if place.isEmpty { return try moment(local, in: zone ?? .utc) }
    try skip("T", "t", " ")
    let hour = try number(2)
    try skip(":")
    let minute = try number(2)
    var second = 0
    var milliseconds: Int64 = 0
    var hasRest = false
    if place.first == 58 {
      try skip(":")
      second = try number(2)
      if place.first == 46 || place.first == 44 {
        place = place.dropFirst()
        let digits = place.prefix { (48...57).contains($0) }
        guard !digits.isEmpty else { throw Complaint(expected: Self.form) }
        for index in 0..<3 {
          let digit = index < digits.count ? Int64(digits[digits.startIndex + index]) - 48 : 0
          milliseconds = milliseconds * 10 + digit
        }
        hasRest = digits.dropFirst(3).contains { $0 != 48 }
        place = place.dropFirst(digits.count)
      }
    }
    guard hour < 24, minute < 60, second < 60 else {
      throw Complaint(expected: "a time of day from 00:00:00 to 23:59:59")
    }
    local += Int64(hour) * 3_600_000 + Int64(minute) * 60_000 + Int64(second) * 1000 + milliseconds
    if hasRest && rounding == .up { local += 1 }
    if place.first == 32 { place = place.dropFirst() }
    switch place {
    case [90], [122]: return try checked(local)
    case []:
      guard let zone else {
        throw Complaint(expected: "a time with its zone: Z or an offset such as +07:00 at its end, or --time-zone")
      }
      return try moment(local, in: zone)
    default:
      guard let offset = TimeZoneRule.offset(place) else { throw Complaint(expected: Self.form) }
      return try checked(local - Int64(offset) * 1000)
    }
  }

  private func moment(_ local: Int64, in zone: TimeZoneRule) throws(Complaint) -> EventTime {
    if zone == .utc { return try checked(local) }
    let moments = zone.moments(showing: local)
    guard let moment = moments.first, moments.count == 1 else {
      throw Complaint(
        expected: moments.isEmpty
          ? "a time that clocks of the zone show (they were put forward over this one)"
          : "a time that clocks of the zone show once (they were put back over this one; add an offset)")
    }
    return try checked(moment)
  }

  private func checked(_ milliseconds: Int64) throws(Complaint) -> EventTime {
    guard EventTime.range.contains(milliseconds) else { throw Complaint(expected: "a year from 0000 to 9999 in UTC") }
    return EventTime(milliseconds: milliseconds)
  }
}
