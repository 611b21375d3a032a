import SampleData
import Testing

@Suite("Thai holidays")
struct ThaiHolidaysTests {
  @Test(
    "fixed and lunar holidays fall on their days",
    arguments: [
      ("2023-01-01", "New Year's Day"), ("2023-03-06", "Makha Bucha Day"), ("2024-02-24", "Makha Bucha Day"),
      ("2025-02-12", "Makha Bucha Day"), ("2024-05-22", "Visakha Bucha Day"), ("2025-05-11", "Visakha Bucha Day"),
      ("2023-08-01", "Asanha Bucha Day"), ("2024-07-20", "Asanha Bucha Day"), ("2025-07-11", "Khao Phansa Day"),
      ("2024-04-06", "Chakri Memorial Day"), ("2024-04-13", "Songkran Festival"), ("2024-04-15", "Songkran Festival"),
      ("2024-05-01", "Labour Day"), ("2024-05-04", "Coronation Day"), ("2025-06-03", "Queen Suthida's Birthday"),
      ("2024-07-28", "King Vajiralongkorn's Birthday"), ("2024-08-12", "Queen Sirikit's Birthday and Mother's Day"),
      ("2024-10-13", "King Bhumibol Memorial Day"), ("2024-10-23", "Chulalongkorn Day"),
      ("2024-12-05", "King Bhumibol's Birthday and Father's Day"), ("2024-12-10", "Constitution Day"),
      ("2024-12-31", "New Year's Eve"),
    ])
  func named(day: String, name: String) throws {
    #expect(ThaiHolidays.holiday(on: try #require(CalendarDate(day)))?.name == name)
  }

  @Test("two holidays on one day keep both names")
  func coincidence() throws {
    let date = try #require(CalendarDate("2023-06-03"))
    #expect(ThaiHolidays.holiday(on: date)?.name == "Queen Suthida's Birthday / Visakha Bucha Day")
  }

  @Test("an ordinary day is none, and years outside the table have the fixed holidays only")
  func ordinary() throws {
    #expect(ThaiHolidays.holiday(on: try #require(CalendarDate("2024-06-04"))) == nil)
    func count(year: Int) throws -> Int {
      let first = try #require(CalendarDate(year: year, month: 1, day: 1)).dayNumber
      return (first..<first + 365).count { ThaiHolidays.holiday(on: CalendarDate(dayNumber: $0)) != nil }
    }
    #expect(try count(year: 2019) == 15)
    #expect(try count(year: 2031) == 15)
    for year in ThaiHolidays.lunarYears { #expect(try (17...19).contains(count(year: year))) }
  }
}
