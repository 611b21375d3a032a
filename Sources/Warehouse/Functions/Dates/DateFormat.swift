/// The format strings of `date_format` and `date_parse`: MySQL's specifiers, as Trino lists them. `%D %U %u %V %w %X` are
/// not supported there either.
enum DateFormat {
  static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  private static let unsupported: Set<Character> = ["D", "U", "u", "V", "w", "X"]

  static func text(of time: CalendarTime, _ format: String) throws(FunctionError) -> String {
    var result = ""
    var rest = format[...]
    while let character = rest.popFirst() {
      guard character == "%" else {
        result.append(character)
        continue
      }
      guard let specifier = rest.popFirst() else { throw FunctionError("date_format: nothing after % in '\(format)'") }
      result += try part(specifier, of: time)
    }
    return result
  }

  private static func part(_ specifier: Character, of time: CalendarTime) throws(FunctionError) -> String {
    let (year, month, day) = time.civil
    let clock = time.millisecondOfDay
    let (hour, minute, second) = (clock / 3_600_000, clock / 60_000 % 60, clock / 1000 % 60)
    func two(_ number: Int) -> String { CalendarTime.padded(number, 2) }
    let halfHour = (hour + 11) % 12 + 1
    switch specifier {
    case "a": return String(weekdays[time.dayOfWeek - 1].prefix(3))
    case "b": return String(months[month - 1].prefix(3))
    case "c": return "\(month)"
    case "d": return two(day)
    case "e": return "\(day)"
    case "f": return CalendarTime.padded(clock % 1000 * 1000, 6)
    case "H": return two(hour)
    case "h", "I": return two(halfHour)
    case "i": return two(minute)
    case "j": return CalendarTime.padded(time.dayOfYear, 3)
    case "k": return "\(hour)"
    case "l": return "\(halfHour)"
    case "M": return months[month - 1]
    case "m": return two(month)
    case "p": return hour < 12 ? "AM" : "PM"
    case "r": return "\(two(halfHour)):\(two(minute)):\(two(second)) \(hour < 12 ? "AM" : "PM")"
    case "S", "s": return two(second)
    case "T": return "\(two(hour)):\(two(minute)):\(two(second))"
    case "v": return two(time.isoWeek.week)
    case "W": return weekdays[time.dayOfWeek - 1]
    case "x": return CalendarTime.padded(time.isoWeek.year, 4)
    case "Y": return CalendarTime.padded(year, 4)
    case "y": return two(year % 100)
    default: return try literal(specifier, in: "date_format")
    }
  }

  private static func literal(_ specifier: Character, in function: String) throws(FunctionError) -> String {
    guard !unsupported.contains(specifier) else { throw FunctionError("\(function): %\(specifier) is not supported") }
    return String(specifier)
  }

  /// Reads a text; parts that the format does not name are those of 1970-01-01 00:00:00.
  static func parse(_ text: String, _ format: String) throws(FunctionError) -> CalendarTime {
    var parts = Parts()
    var digits = DigitReader(text.utf8)
    try read(format, from: &digits, into: &parts, text: text)
    guard digits.isAtEnd, let time = parts.time else { throw mismatch(text, format) }
    return time
  }

  private static func mismatch(_ text: String, _ format: String) -> FunctionError {
    FunctionError("date_parse: '\(text.prefix(40))' does not have the format '\(format.prefix(40))'")
  }

  private struct Parts {
    var year = 1970
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0
    var fraction = 0
    var dayOfYear: Int?
    var isAfternoon: Bool?
    var weekYear: Int?
    var week: Int?

    var time: CalendarTime? {
      guard hour < 24, minute < 60, second < 60,
        var start = CalendarTime.milliseconds(year: year, month: month, day: day)
      else { return nil }
      if let dayOfYear {
        guard let first = CalendarTime.milliseconds(year: year, month: 1, day: 1), dayOfYear >= 1 else { return nil }
        start = first + (dayOfYear - 1) * CalendarTime.dayLength
        guard CalendarTime(milliseconds: start, form: .date).civil.year == year else { return nil }
      }
      if week != nil || weekYear != nil {
        guard let week, let fourth = CalendarTime.milliseconds(year: weekYear ?? year, month: 1, day: 4), week >= 1
        else { return nil }
        let monday = CalendarUnit.week.truncated(CalendarTime(milliseconds: fourth, form: .date))
        start = monday.milliseconds + (week - 1) * 7 * CalendarTime.dayLength
        guard CalendarTime(milliseconds: start, form: .date).isoWeek.week == week else { return nil }
      }
      if let isAfternoon {
        guard (1...12).contains(hour) else { return nil }
        start += (hour % 12 + (isAfternoon ? 12 : 0)) * 3_600_000
      } else {
        start += hour * 3_600_000
      }
      let time = start + minute * 60_000 + second * 1000 + fraction
      return CalendarTime(milliseconds: time, form: .time(separator: UInt8(ascii: " "), isUTC: false))
    }
  }

  private static func read(
    _ format: String, from digits: inout DigitReader, into parts: inout Parts, text: String
  ) throws(FunctionError) {
    func required<Value>(_ value: Value?) throws(FunctionError) -> Value {
      guard let value else { throw mismatch(text, format) }
      return value
    }
    var rest = format[...]
    while let character = rest.popFirst() {
      guard character == "%" else {
        for byte in String(character).utf8 where digits.next() != byte { throw mismatch(text, format) }
        continue
      }
      guard let specifier = rest.popFirst() else { throw FunctionError("date_parse: nothing after % in '\(format)'") }
      switch specifier {
      case "a": _ = try required(digits.word(among: weekdays.map { String($0.prefix(3)) }))
      case "W": _ = try required(digits.word(among: weekdays))
      case "b": parts.month = try required(digits.word(among: months.map { String($0.prefix(3)) })) + 1
      case "M": parts.month = try required(digits.word(among: months)) + 1
      case "c", "m": parts.month = try required(digits.number(2, orFewer: true))
      case "d", "e": parts.day = try required(digits.number(2, orFewer: true))
      case "f": parts.fraction = try required(digits.fraction())
      case "H", "k": parts.hour = try required(digits.number(2, orFewer: true))
      case "h", "I", "l":
        parts.hour = try required(digits.number(2, orFewer: true))
        if parts.isAfternoon == nil { parts.isAfternoon = false }
      case "i": parts.minute = try required(digits.number(2, orFewer: true))
      case "j": parts.dayOfYear = try required(digits.number(3, orFewer: true))
      case "p": parts.isAfternoon = try required(digits.word(among: ["AM", "PM"])) == 1
      case "r": try read("%h:%i:%s %p", from: &digits, into: &parts, text: text)
      case "S", "s": parts.second = try required(digits.number(2, orFewer: true))
      case "T": try read("%H:%i:%s", from: &digits, into: &parts, text: text)
      case "v": parts.week = try required(digits.number(2, orFewer: true))
      case "x": parts.weekYear = try required(digits.number(4))
      case "Y": parts.year = try required(digits.number(4))
      case "y":
        let short = try required(digits.number(2))
        parts.year = short >= 70 ? 1900 + short : 2000 + short
      default:
        for byte in try literal(specifier, in: "date_parse").utf8 where digits.next() != byte {
          throw mismatch(text, format)
        }
      }
    }
  }
}
