/// Functions of dates and times.
enum DateFunctions {
  static let all: [ScalarFunction] =
    [
      ScalarFunction("date_trunc", 2) { row throws(FunctionError) in
        let time = try time(row, 1)
        return .text(try unit(row, for: time).truncated(time).text)
      },
      ScalarFunction("date_add", 3) { row throws(FunctionError) in
        let time = try time(row, 2)
        guard let sum = try unit(row, for: time).adding(row.integer(1), to: time) else {
          throw FunctionError(
            "date_add: \(row.text(1)) \(row.text(0)) after \(time.text) is not in the years 0 to 9999")
        }
        return .text(sum.text)
      },
      ScalarFunction("date_diff", 3) { row throws(FunctionError) in
        let (start, end) = (try time(row, 1), try time(row, 2))
        let isDate = start.form == .date && end.form == .date
        let unit = try unit(row, for: isDate ? start : CalendarTime(milliseconds: 0, form: Self.anyTime))
        return .integer(Int64(unit.difference(from: start, to: end)))
      },
      ScalarFunction("date_format", 2) { row throws(FunctionError) in
        .text(try DateFormat.text(of: time(row, 0), row.text(1)))
      },
      ScalarFunction("date_parse", 2) { row throws(FunctionError) in
        .text(try DateFormat.parse(row.text(0), row.text(1)).text)
      },
      ScalarFunction("last_day_of_month", 1) { row throws(FunctionError) in
        let (year, month, _) = try time(row, 0).civil
        let last = CalendarTime.daysIn(month: month, of: year)
        let number = CalendarTime.dayNumber(year: year, month: month, day: last)
        return .text(CalendarTime(milliseconds: number * CalendarTime.dayLength, form: .date).text)
      },
    ] + parts(["day", "day_of_month"]) { $0.civil.day }
    + parts(["day_of_week", "dow"]) { $0.dayOfWeek }
    + parts(["day_of_year", "doy"]) { $0.dayOfYear }
    + parts(["week", "week_of_year"]) { $0.isoWeek.week }
    + parts(["year_of_week", "yow"]) { $0.isoWeek.year }
    + parts(["month"]) { $0.civil.month }
    + parts(["quarter"]) { ($0.civil.month - 1) / 3 + 1 }
    + parts(["year"]) { $0.civil.year }
    + parts(["hour"], ofTime: true) { $0.millisecondOfDay / 3_600_000 }
    + parts(["minute"], ofTime: true) { $0.millisecondOfDay / 60_000 % 60 }
    + parts(["second"], ofTime: true) { $0.millisecondOfDay / 1000 % 60 }
    + parts(["millisecond"], ofTime: true) { $0.millisecondOfDay % 1000 }

  private static let anyTime = CalendarTime.Form.time(separator: UInt8(ascii: " "), isUTC: false)

  private static func parts(
    _ names: [String], ofTime: Bool = false, _ part: @escaping @Sendable (CalendarTime) -> Int
  ) -> [ScalarFunction] {
    names.map { name in
      ScalarFunction(name, 1) { row throws(FunctionError) in
        let time = try time(row, 0)
        if ofTime && time.form == .date { throw row.mismatch(0, "a date with a time of day") }
        return .integer(Int64(part(time)))
      }
    }
  }

  private static func time(_ row: FunctionArguments, _ index: Int) throws(FunctionError) -> CalendarTime {
    guard let time = CalendarTime(row.text(index)) else {
      throw row.mismatch(index, "a date or time such as 2026-01-31 or 2026-01-31 08:30:00")
    }
    return time
  }

  private static func unit(_ row: FunctionArguments, for time: CalendarTime) throws(FunctionError) -> CalendarUnit {
    guard let unit = CalendarUnit(rawValue: row.text(0).lowercased()), time.form != .date || unit.fitsDate else {
      throw row.mismatch(
        0, time.form == .date ? "day, week, month, quarter or year" : "a unit from millisecond to year")
    }
    return unit
  }
}
