/// A date, or a date with a time of day, as the tables hold it: `YYYY-MM-DD`, `YYYY-MM-DD HH:MM[:SS[.fff]]` or
/// `YYYY-MM-DDTHH:MM:SS.sssZ`. What is computed from it is written in the same form.
struct CalendarTime: Equatable {
  /// How the text is written.
  enum Form: Equatable {
    case date
    case time(separator: UInt8, isUTC: Bool)
  }

  /// Milliseconds since 1970-01-01T00:00:00Z, of the proleptic Gregorian calendar.
  var milliseconds: Int
  let form: Form

  static let dayLength = 86_400_000
  /// The years 0000 to 9999, all that four digits can tell.
  static let range = -62_167_219_200_000..<253_402_300_800_000

  init(milliseconds: Int, form: Form) {
    self.milliseconds = milliseconds
    self.form = form
  }

  /// Reads a text; `nil` where it is none of the forms or no such day exists.
  init?(_ text: String) {
    var digits = DigitReader(text.utf8)
    guard let year = digits.number(4), digits.skip("-"), let month = digits.number(2), digits.skip("-"),
      let day = digits.number(2), let midnight = Self.milliseconds(year: year, month: month, day: day)
    else { return nil }
    milliseconds = midnight
    guard let separator = digits.next() else {
      form = .date
      return
    }
    guard separator == UInt8(ascii: "T") || separator == UInt8(ascii: " "), let hour = digits.number(2), hour < 24,
      digits.skip(":"), let minute = digits.number(2), minute < 60
    else { return nil }
    var second = 0
    var fraction = 0
    if digits.skip(":") {
      guard let found = digits.number(2), found < 60 else { return nil }
      second = found
      if digits.skip(".") {
        guard let found = digits.fraction() else { return nil }
        fraction = found
      }
    }
    let isUTC = digits.skip("Z")
    guard digits.isAtEnd else { return nil }
    milliseconds += ((hour * 60 + minute) * 60 + second) * 1000 + fraction
    form = .time(separator: separator, isUTC: isUTC)
  }

  /// Midnight of a day, or `nil` where the calendar lacks it.
  static func milliseconds(year: Int, month: Int, day: Int) -> Int? {
    guard (0...9999).contains(year), (1...12).contains(month), day >= 1, day <= daysIn(month: month, of: year) else {
      return nil
    }
    return dayNumber(year: year, month: month, day: day) * dayLength
  }

  static func daysIn(month: Int, of year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil).
  static func dayNumber(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  var dayNumber: Int { (milliseconds - millisecondOfDay) / Self.dayLength }
  var millisecondOfDay: Int {
    let rest = milliseconds % Self.dayLength
    return rest < 0 ? rest + Self.dayLength : rest
  }

  /// Year, month and day (civil_from_days of the same paper).
  var civil: (year: Int, month: Int, day: Int) {
    let shifted = dayNumber + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// 1 for Monday to 7 for Sunday.
  var dayOfWeek: Int { ((dayNumber + 3) % 7 + 7) % 7 + 1 }
  var dayOfYear: Int { dayNumber - Self.dayNumber(year: civil.year, month: 1, day: 1) + 1 }

  /// The ISO 8601 week and the year it belongs to.
  var isoWeek: (year: Int, week: Int) {
    // The week belongs to the year of its Thursday.
    let thursday = CalendarTime(milliseconds: (dayNumber - dayOfWeek + 4) * Self.dayLength, form: .date)
    return (thursday.civil.year, (thursday.dayOfYear - 1) / 7 + 1)
  }

  /// The text in the form of the value.
  var text: String {
    let (year, month, day) = civil
    let date = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    guard case .time(let separator, let isUTC) = form else { return date }
    let time = millisecondOfDay
    let clock =
      "\(Self.padded(time / 3_600_000, 2)):\(Self.padded(time / 60_000 % 60, 2)):\(Self.padded(time / 1000 % 60, 2))"
    let mark = String(UnicodeScalar(separator))
    return "\(date)\(mark)\(clock).\(Self.padded(time % 1000, 3))\(isUTC ? "Z" : "")"
  }

  static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

/// Reads digits from the front of bytes.
struct DigitReader {
  private var rest: Substring.UTF8View

  init(_ bytes: String.UTF8View) { rest = bytes[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func next() -> UInt8? { rest.popFirst() }

  mutating func skip(_ character: UnicodeScalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  /// A number of exactly so many digits, or of at least one and at most so many.
  mutating func number(_ width: Int, orFewer: Bool = false) -> Int? {
    var value = 0
    var count = 0
    while count < width, let byte = rest.first, (48...57).contains(byte) {
      value = value * 10 + Int(byte - 48)
      rest.removeFirst()
      count += 1
    }
    return count == width || (orFewer && count > 0) ? value : nil
  }

  /// One to nine digits after a decimal point, as whole milliseconds.
  mutating func fraction() -> Int? {
    var value = 0
    var count = 0
    while count < 9, let byte = rest.first, (48...57).contains(byte) {
      if count < 3 { value = value * 10 + Int(byte - 48) }
      rest.removeFirst()
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in min(count, 3)..<3 { value *= 10 }
    return value
  }

  /// The longest of `words` that stands at the front, whatever its case.
  mutating func word(among words: [String]) -> Int? {
    let matches = words.indices.filter { index in
      let word = words[index].utf8
      return word.count <= rest.count && zip(word, rest).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }
    guard let index = matches.max(by: { words[$0].utf8.count < words[$1].utf8.count }) else { return nil }
    rest.removeFirst(words[index].utf8.count)
    return index
  }
}
