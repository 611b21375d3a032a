import SampleData
import Testing

@Suite("Calendar dates")
struct CalendarDateTests {
  @Test("every day of 1,300 years follows the day before it, and its text reads back")
  func roundTrip() throws {
    var expected = (year: 1_600, month: 1, day: 1)
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    let first = try #require(CalendarDate(year: 1_600, month: 1, day: 1)).dayNumber
    for number in first..<first + 474_821 {
      let date = CalendarDate(dayNumber: number)
      guard (date.year, date.month, date.day) == expected, CalendarDate(date.text) == date else {
        Issue.record("day \(number) is \(date.text), expected \(expected)")
        return
      }
      let isLeap = expected.year % 4 == 0 && (expected.year % 100 != 0 || expected.year % 400 == 0)
      expected.day += 1
      if expected.day > lengths[expected.month - 1] + (expected.month == 2 && isLeap ? 1 : 0) {
        expected = (expected.year, expected.month + 1, 1)
      }
      if expected.month > 12 { expected = (expected.year + 1, 1, 1) }
    }
  }

  @Test(
    "weekdays are known", arguments: [("1970-01-01", "Thursday"), ("2024-02-29", "Thursday"), ("1969-07-20", "Sunday")])
  func weekday(day: String, name: String) throws {
    #expect(try #require(CalendarDate(day)).weekdayName == name)
  }

  @Test(
    "days that the calendar does not have are refused",
    arguments: ["2023-02-29", "2023-13-01", "2023-1-1", "2023/01/01", ""])
  func refused(text: String) {
    #expect(CalendarDate(text) == nil)
  }
}
