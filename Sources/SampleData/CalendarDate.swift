/// A day of the proleptic Gregorian calendar.
///
/// The conversions are the integer algorithms of Howard Hinnant, "chrono-compatible low-level date algorithms"
/// (`days_from_civil` and `civil_from_days`), so that no time zone and no locale can change a row.
package struct CalendarDate: Sendable, Equatable {
  package let year: Int
  package let month: Int
  package let day: Int
  /// Days since 1970-01-01.
  package let dayNumber: Int

  /// The date that many days after 1970-01-01.
  package init(dayNumber: Int) {
    let shifted = dayNumber + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    self.dayNumber = dayNumber
  }

  /// The date of that year, month and day, or `nil` where the calendar has none.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let date = CalendarDate(dayNumber: era * 146_097 + dayOfEra - 719_468)
    guard date.year == year, date.month == month, date.day == day else { return nil }
    self = date
  }

  /// The date written as `YYYY-MM-DD`, or `nil` for any other text.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
    var numbers = [0, 0, 0]
    for (part, range) in [0..<4, 5..<7, 8..<10].enumerated() {
      for byte in bytes[range] {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        numbers[part] = numbers[part] * 10 + Int(byte - UInt8(ascii: "0"))
      }
    }
    self.init(year: numbers[0], month: numbers[1], day: numbers[2])
  }

  /// 0 for Monday … 6 for Sunday.
  package var weekdayIndex: Int {
    let index = (dayNumber + 3) % 7
    return index < 0 ? index + 7 : index
  }

  /// The English name of the weekday.
  package var weekdayName: String { Self.weekdayNames[weekdayIndex] }

  /// Whether the day is a Saturday or a Sunday.
  package var isWeekend: Bool { weekdayIndex >= 5 }

  /// `YYYY-MM-DD`.
  package var text: String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  static let weekdayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
}
