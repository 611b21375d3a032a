public import Foundation

/// When a schedule is due: minute, hour, day of the month, month, day of the week, as cron writes them.
///
/// `@hourly`, `@daily`, `@weekly`, `@monthly` and `@yearly` stand for the usual ones. Where both days are bounded, either is
/// enough, as in every cron. Times are local ones of a time zone; on the days on which its clocks change:
/// - a local time that does not exist is taken at the moment at which the clocks jump over it;
/// - a local time that comes twice is taken the first time;
/// - an expression whose hour begins with `*` goes by elapsed time: it skips nothing and takes both.
public struct CronExpression: Sendable, Equatable, CustomStringConvertible {
  /// The expression as it was given.
  public let description: String
  private let minutes: CronField
  private let hours: CronField
  private let days: CronField
  private let months: CronField
  private let weekdays: CronField

  private static let macros = [
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
  ]
  /// Years to look ahead: 29 February comes after 8 at the latest, but for one day of the week it takes up to 40.
  private static let horizon = 41

  /// Reads an expression of five fields.
  /// - Throws: ``PipelineError`` naming the field that is wrong; also for an expression that is never due.
  public init(_ text: String) throws {
    description = text
    let fields = (Self.macros[text.lowercased()] ?? text).split(whereSeparator: \.isWhitespace)
    guard fields.count == 5 else {
      throw PipelineError(
        code: "cron", subject: "cron expression", expected: "five fields: minute hour day month weekday",
        found: "\"\(text)\"", remedy: "write for example \"0 2 * * *\" for every night at 2")
    }
    minutes = try CronField(fields[0], .minute)
    hours = try CronField(fields[1], .hour)
    days = try CronField(fields[2], .day)
    months = try CronField(fields[3], .month)
    weekdays = try CronField(fields[4], .weekday)
    let longest = months.values.map { [2].contains($0) ? 29 : [4, 6, 9, 11].contains($0) ? 30 : 31 }.max() ?? 31
    guard !weekdays.isWildcard || (days.values.first ?? 1) <= longest else {
      throw PipelineError(
        code: "cron", subject: "cron expression", expected: "a day that its months have", found: "\"\(text)\"",
        remedy: "correct the day or the month")
    }
  }

  /// The first moment after `date` at which it is due.
  public func next(after date: Date, in zone: TimeZone) -> Date? {
    let clock = ZonedClock(zone)
    let start = date.timeIntervalSince1970
    var day = clock.day(at: Int(start.rounded(.down)))
    let last = day.year + Self.horizon
    while day.year <= last {
      if matches(day), let moment = moments(of: day, clock).first(where: { Double($0) > start }) {
        return Date(timeIntervalSince1970: Double(moment))
      }
      day = day.next
    }
    return nil
  }

  /// The moments after `first` up to `last` at which it is due, `limit` at most.
  public func moments(after first: Date, through last: Date, in zone: TimeZone, limit: Int = 10_000) -> [Date] {
    var found: [Date] = []
    var moment = first
    while found.count < limit, let next = next(after: moment, in: zone), next <= last {
      found.append(next)
      moment = next
    }
    return found
  }

  private func matches(_ day: CivilDate) -> Bool {
    guard months.values.contains(day.month) else { return false }
    let isDay = days.values.contains(day.day)
    let isWeekday = weekdays.values.contains(day.weekday)
    return days.isWildcard || weekdays.isWildcard ? isDay && isWeekday : isDay || isWeekday
  }

  /// The moments of a day in seconds since 1970, in rising order, each once.
  private func moments(of day: CivilDate, _ clock: ZonedClock) -> [Int] {
    if hours.isWildcard, let minutes = clock.minutesOfChangingDay(day) {
      return minutes.filter { moment in
        let local = clock.secondsOfDay(at: moment)
        return hours.values.contains(local / 3600) && self.minutes.values.contains(local / 60 % 60)
      }
    }
    var found: [Int] = []
    for hour in hours.values {
      for minute in minutes.values {
        let moment = clock.moment(day, secondsOfDay: hour * 3600 + minute * 60)
        if found.last.map({ $0 < moment }) ?? true { found.append(moment) }
      }
    }
    return found
  }
}
