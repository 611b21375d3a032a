/// A moment in milliseconds since 1970 UTC, as event times are compared. Years 0000 to 9999.
struct EventTime: Sendable, Hashable, Comparable {
  let milliseconds: Int64

  /// 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z.
  static let range: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

  static func < (left: EventTime, right: EventTime) -> Bool { left.milliseconds < right.milliseconds }

  /// The 24 characters `YYYY-MM-DDTHH:MM:SS.sssZ`.
  var text: String { String(unsafeUninitializedCapacity: 24) { write(to: UnsafeMutableRawBufferPointer($0)) } }

  /// Writes the 24 characters into a buffer of at least that size.
  @discardableResult
  func write(to buffer: UnsafeMutableRawBufferPointer) -> Int {
    let day = milliseconds >= 0 ? milliseconds / 86_400_000 : -((86_399_999 - milliseconds) / 86_400_000)
    var rest = milliseconds - day * 86_400_000
    let date = CivilDate(daysSince1970: day)
    func digits(_ value: Int64, at start: Int, _ count: Int) {
      var value = value
      for index in stride(from: start + count - 1, through: start, by: -1) {
        buffer[index] = UInt8(48 + value % 10)
        value /= 10
      }
    }
    digits(Int64(date.year), at: 0, 4)
    digits(Int64(date.month), at: 5, 2)
    digits(Int64(date.day), at: 8, 2)
    digits(rest / 3_600_000, at: 11, 2)
    rest %= 3_600_000
    digits(rest / 60_000, at: 14, 2)
    rest %= 60_000
    digits(rest / 1000, at: 17, 2)
    digits(rest % 1000, at: 20, 3)
    for (index, mark) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (19, "."), (23, "Z")]
      as [(Int, Unicode.Scalar)]
    {
      buffer[index] = UInt8(ascii: mark)
    }
    return 24
  }

  /// Reads exactly the 24 characters; `nil` for anything else. The quick way for what the tables hold.
  init?(canonical bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 24, bytes[4] == 45, bytes[7] == 45, bytes[10] == 84, bytes[13] == 58, bytes[16] == 58,
      bytes[19] == 46, bytes[23] == 90
    else { return nil }
    var bad: UInt8 = 0
    func digit(_ index: Int) -> Int64 {
      let value = bytes[index] &- 48
      bad |= value > 9 ? 1 : 0
      return Int64(value)
    }
    func two(_ index: Int) -> Int64 { digit(index) &* 10 &+ digit(index &+ 1) }
    let year = two(0) &* 100 &+ two(2)
    let (month, day, hour, minute, second) = (two(5), two(8), two(11), two(14), two(17))
    let fraction = digit(20) &* 100 &+ two(21)
    guard bad == 0, hour < 24, minute < 60, second < 60,
      let date = CivilDate(year: Int(year), month: Int(month), day: Int(day))
    else { return nil }
    milliseconds =
      date.daysSince1970 &* 86_400_000 &+ hour &* 3_600_000 &+ minute &* 60_000 &+ second &* 1000 &+ fraction
  }

  init(milliseconds: Int64) { self.milliseconds = milliseconds }
}

/// A day of the proleptic Gregorian calendar.
struct CivilDate {
  let year: Int
  let month: Int
  let day: Int

  /// The date, or `nil` where the calendar has no such day.
  @inline(__always)
  init?(year: Int, month: Int, day: Int) {
    guard month >= 1, month <= 12, day >= 1 else { return nil }
    if day > 28 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let length = month == 2 ? (isLeap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
      guard day <= length else { return nil }
    }
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// The day so many days after 1970-01-01: eras of 400 years that begin in March.
  init(daysSince1970 days: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
    year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
  }

  @inline(__always)
  var daysSince1970: Int64 {
    let shiftedYear = Int64(month <= 2 ? year - 1 : year)
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let shiftedMonth = Int64(month > 2 ? month - 3 : month + 9)
    let dayOfYear = (153 * shiftedMonth + 2) / 5 + Int64(day) - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
