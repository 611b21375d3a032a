/// The units of `date_trunc`, `date_add` and `date_diff`.
enum CalendarUnit: String {
  case millisecond, second, minute, hour, day, week, month, quarter, year

  /// The length of a unit that is always equally long, in milliseconds.
  private var length: Int? {
    switch self {
    case .millisecond: 1
    case .second: 1000
    case .minute: 60_000
    case .hour: 3_600_000
    case .day: CalendarTime.dayLength
    case .week: 7 * CalendarTime.dayLength
    case .month, .quarter, .year: nil
    }
  }

  private var months: Int { self == .year ? 12 : self == .quarter ? 3 : 1 }

  /// Whether a date without a time has such a part.
  var fitsDate: Bool { ![.millisecond, .second, .minute, .hour].contains(self) }

  /// The beginning of the unit in which a moment falls; weeks begin on Monday.
  func truncated(_ time: CalendarTime) -> CalendarTime {
    var result = time
    let (year, month, _) = time.civil
    switch self {
    case .millisecond: break
    case .second, .minute, .hour: result.milliseconds -= time.millisecondOfDay % (length ?? 1)
    case .day: result.milliseconds -= time.millisecondOfDay
    case .week: result.milliseconds = (time.dayNumber - time.dayOfWeek + 1) * CalendarTime.dayLength
    case .month, .quarter, .year:
      let first = self == .year ? 1 : self == .quarter ? (month - 1) / 3 * 3 + 1 : month
      result.milliseconds = CalendarTime.dayNumber(year: year, month: first, day: 1) * CalendarTime.dayLength
    }
    return result
  }

  /// A moment so many units later. A day that the new month lacks becomes its last one. `nil` beyond the year 9999.
  func adding(_ count: Int, to time: CalendarTime) -> CalendarTime? {
    var result = time
    if let length {
      let (product, overflows) = count.multipliedReportingOverflow(by: length)
      let (sum, alsoOverflows) = time.milliseconds.addingReportingOverflow(product)
      guard !overflows, !alsoOverflows else { return nil }
      result.milliseconds = sum
    } else {
      guard abs(count.clamped) < 1_000_000 else { return nil }
      let (year, month, day) = time.civil
      let total = year * 12 + month - 1 + count * months
      guard (0..<120_000).contains(total) else { return nil }
      let newDay = min(day, CalendarTime.daysIn(month: total % 12 + 1, of: total / 12))
      let number = CalendarTime.dayNumber(year: total / 12, month: total % 12 + 1, day: newDay)
      result.milliseconds = number * CalendarTime.dayLength + time.millisecondOfDay
    }
    return CalendarTime.range.contains(result.milliseconds) ? result : nil
  }

  /// The whole units from `start` to `end`, negative where `end` is the earlier one. From the 31st to the last day of a
  /// shorter month is a whole month.
  func difference(from start: CalendarTime, to end: CalendarTime) -> Int {
    if let length { return (end.milliseconds - start.milliseconds) / length }
    if end.milliseconds < start.milliseconds { return -difference(from: end, to: start) }
    let (year, month, day) = start.civil
    let (endYear, endMonth, endDay) = end.civil
    let startDay = endDay == CalendarTime.daysIn(month: endMonth, of: endYear) ? min(day, endDay) : day
    var count = (endYear - year) * 12 + endMonth - month
    if (endDay, end.millisecondOfDay) < (startDay, start.millisecondOfDay) { count -= 1 }
    return count / months
  }
}

extension Int {
  /// The number without the one value that has no positive twin.
  fileprivate var clamped: Int { self == .min ? .min + 1 : self }
}
