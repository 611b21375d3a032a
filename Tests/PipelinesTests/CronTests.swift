import Foundation
import Pipelines
import Testing

@Suite("A cron expression")
struct CronTests {
  private static func date(_ text: String) throws -> Date { try Date(text + "Z", strategy: .iso8601) }

  private static func text(_ date: Date?) -> String? {
    date?.formatted(.iso8601).replacing("Z", with: "")
  }

  private func next(_ cron: String, after start: String, in zone: String = "UTC", count: Int = 1) throws -> [String] {
    let expression = try CronExpression(cron)
    let zone = try Schedule.zone(zone)
    var moment = try Self.date(start)
    return try (0..<count).map { _ in
      moment = try #require(expression.next(after: moment, in: zone))
      return Self.text(moment) ?? ""
    }
  }

  @Test(
    "is due when its fields say",
    arguments: [
      ("0 2 * * *", "2026-01-15T08:00:00", ["2026-01-16T02:00:00", "2026-01-17T02:00:00"]),
      ("0 2 * * *", "2026-01-15T02:00:00", ["2026-01-16T02:00:00"]),
      ("0 2 * * *", "2026-01-15T01:59:59", ["2026-01-15T02:00:00"]),
      ("*/20 9-10 * * *", "2026-01-15T09:30:00", ["2026-01-15T09:40:00", "2026-01-15T10:00:00"]),
      ("5/25 * * * *", "2026-01-15T09:10:00", ["2026-01-15T09:30:00", "2026-01-15T09:55:00", "2026-01-15T10:05:00"]),
      ("0 0 29 2 *", "2026-01-15T00:00:00", ["2028-02-29T00:00:00", "2032-02-29T00:00:00"]),
      ("0 0 31 * *", "2026-01-31T00:00:00", ["2026-03-31T00:00:00", "2026-05-31T00:00:00"]),
      ("30 6 * * mon-fri", "2026-01-16T07:00:00", ["2026-01-19T06:30:00"]),
      ("0 0 * * 7", "2026-01-15T00:00:00", ["2026-01-18T00:00:00"]),
      ("0 0 * * 5-7", "2026-01-15T00:00:00", ["2026-01-16T00:00:00", "2026-01-17T00:00:00", "2026-01-18T00:00:00"]),
      ("0 0 * JAN,mar *", "2026-01-31T00:00:00", ["2026-03-01T00:00:00"]),
      // Both days bounded: either is enough.
      (
        "0 0 13 * fri", "2026-02-13T00:00:00",
        ["2026-02-20T00:00:00", "2026-02-27T00:00:00", "2026-03-06T00:00:00", "2026-03-13T00:00:00"]
      ),
      ("@monthly", "2026-01-15T00:00:00", ["2026-02-01T00:00:00"]),
      ("@hourly", "2026-12-31T23:30:00", ["2027-01-01T00:00:00"]),
    ])
  func fields(cron: String, start: String, expected: [String]) throws {
    #expect(try next(cron, after: start, count: expected.count) == expected)
  }

  @Test("is one of local time")
  func zone() throws {
    #expect(
      try next("0 2 * * *", after: "2026-01-15T08:00:00", in: "Asia/Bangkok", count: 2) == [
        "2026-01-15T19:00:00", "2026-01-16T19:00:00",
      ])
    let schedule = Schedule(
      name: "s", pipeline: "p", cron: try CronExpression("0 2 * * *"), timeZone: try Schedule.zone("Asia/Bangkok"))
    #expect(schedule.logicalDate(of: try Self.date("2026-01-15T19:00:00")) == "2026-01-16")
    #expect(schedule.logicalDate(of: try Self.date("2026-01-15T16:59:59")) == "2026-01-15")
  }

  // Berlin: on 2026-03-29 the clocks go from 02:00 to 03:00 (01:00 UTC), on 2026-10-25 from 03:00 to 02:00 (01:00 UTC).
  @Test(
    "on the days on which the clocks change",
    arguments: [
      // A time that does not exist is taken at the jump, once.
      ("30 2 * * *", "2026-03-28T12:00:00", ["2026-03-29T01:00:00", "2026-03-30T00:30:00"]),
      ("0,30 2 * * *", "2026-03-28T12:00:00", ["2026-03-29T01:00:00", "2026-03-30T00:00:00"]),
      ("0 3 * * *", "2026-03-28T12:00:00", ["2026-03-29T01:00:00", "2026-03-30T01:00:00"]),
      // A time that comes twice is taken the first time.
      ("30 2 * * *", "2026-10-24T12:00:00", ["2026-10-25T00:30:00", "2026-10-26T01:30:00"]),
      ("0 3 * * *", "2026-10-24T12:00:00", ["2026-10-25T02:00:00", "2026-10-26T02:00:00"]),
      // With * as the hour, elapsed time counts.
      ("0 * * * *", "2026-03-29T00:00:00", ["2026-03-29T01:00:00", "2026-03-29T02:00:00"]),
      ("30 * * * *", "2026-10-25T00:00:00", ["2026-10-25T00:30:00", "2026-10-25T01:30:00", "2026-10-25T02:30:00"]),
      // Hours 0, 2, 4, …: 02:00 is not there in spring and is there twice in autumn.
      ("0 */2 * * *", "2026-03-28T23:30:00", ["2026-03-29T02:00:00"]),
      ("0 */2 * * *", "2026-10-24T22:30:00", ["2026-10-25T00:00:00", "2026-10-25T01:00:00", "2026-10-25T03:00:00"]),
    ])
  func daylightSaving(cron: String, start: String, expected: [String]) throws {
    #expect(try next(cron, after: start, in: "Europe/Berlin", count: expected.count) == expected)
  }

  @Test("is the same as looking at every minute of some weeks, wherever the hour is a wildcard")
  func everyMinute() throws {
    var calendar = Calendar(identifier: .gregorian)
    for zone in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Bangkok"] {
      calendar.timeZone = try Schedule.zone(zone)
      for (cron, minutes, weekdays) in [
        ("*/15 * * * *", [0, 15, 30, 45], Set(0...6)), ("7 * * * 1,3", [7], [1, 3]), ("0,59 * * * sun", [0, 59], [0]),
      ] as [(String, [Int], Set<Int>)] {
        let expression = try CronExpression(cron)
        for start in ["2026-03-06T00:00:00", "2026-03-27T00:00:00", "2026-04-03T00:00:00", "2026-10-23T00:00:00"] {
          let first = try Self.date(start)
          var expected: [Date] = []
          for minute in 1...(4 * 24 * 60) {
            let moment = first.addingTimeInterval(Double(minute) * 60)
            let parts = calendar.dateComponents([.minute, .weekday], from: moment)
            if minutes.contains(parts.minute ?? -1), weekdays.contains((parts.weekday ?? 0) - 1) {
              expected.append(moment)
            }
          }
          let last = first.addingTimeInterval(4 * 86400)
          #expect(
            expression.moments(after: first, through: last, in: calendar.timeZone) == expected,
            "\(zone) \(cron) \(start)")
        }
      }
    }
  }

  @Test(
    "that is wrong is refused with the field that is",
    arguments: [
      ("", "five fields"), ("* * * *", "five fields"), ("* * * * * *", "five fields"), ("60 * * * *", "minute"),
      ("* 24 * * *", "hour"), ("* * 0 * *", "day of the month"), ("* * 32 * *", "day of the month"),
      ("* * * 13 *", "month"), ("* * * foo *", "month"), ("* * * * 8", "day of the week"),
      ("*/0 * * * *", "minute"), ("5-1 * * * *", "minute"), ("1,,2 * * * *", "minute"), ("1-2-3 * * * *", "minute"),
      ("-1 * * * *", "minute"), ("*/x * * * *", "minute"), ("1/2/3 * * * *", "minute"), ("0 0 30 2 *", "a day that"),
      ("0 0 31 4,6 *", "a day that"),
    ])
  func wrong(cron: String, place: String) throws {
    let error = #expect(throws: PipelineError.self) { try CronExpression(cron) }
    #expect(error?.code == "cron")
    let text = (error?.subject ?? "") + " " + (error?.expected ?? "")
    #expect(text.contains(place), "\(text)")
  }
}
