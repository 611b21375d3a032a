import CSV
import Testing

@Suite("Dates in fields")
struct CSVDateTests {
  private func date(_ text: String) -> [Int]? {
    Array(text.utf8).withUnsafeBytes { bytes in
      CSVDate.date(bytes).map { [$0.year, $0.month, $0.day] }
    }
  }

  @Test("a date of the calendar is a date")
  func dates() {
    #expect(date("2024-02-29") == [2024, 2, 29])
    #expect(date("2000-02-29") == [2000, 2, 29])
    #expect(date("1999-12-31") == [1999, 12, 31])
    #expect(date("0001-01-01") == [1, 1, 1])
  }

  @Test(
    "what is not in the calendar or written in another way is none",
    arguments: [
      "2023-02-29", "1900-02-29", "2024-04-31", "2024-13-01", "2024-00-10", "2024-01-00", "2024-01-32", "2024-1-1",
      "24-01-01", "2024/01/01", "01-02-2024", "2024-01-01T00:00:00", "2024-01-0a", "", "          ",
    ])
  func noDates(text: String) { #expect(date(text) == nil) }

  @Test("a year has 365 dates, a leap year 366")
  func calendar() {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    for (year, days) in [(2023, 365), (2024, 366), (1900, 365), (2000, 366)] {
      var count = 0
      for month in 0...99 { for day in 0...99 where date("\(year)-\(two(month))-\(two(day))") != nil { count += 1 } }
      #expect(count == days)
    }
  }
}
