/// How much retail data to generate, from which day on and from which seed.
public struct RetailParameters: Sendable, Equatable {
  /// The number of stores, with the identifiers 1…stores.
  public let stores: Int
  /// The number of days; every store has one row a day.
  public let days: Int
  /// The first day, `YYYY-MM-DD`.
  public let startDate: String
  /// Equal seeds give equal bytes on every machine.
  public let seed: UInt64
  let firstDay: CalendarDate

  /// Parameters of the data that ship in `data/demand_product.csv` unless others are given: 20 stores over the three
  /// years 2023, 2024 and 2025.
  /// - Throws: ``SampleDataError`` where a number is below 1 or above its limit (100,000 stores), or the dates leave the
  ///   years 1900…9999.
  public init(
    stores: Int = 20, days: Int = 1_096, startDate: String = "2023-01-01", seed: UInt64 = 42
  )
    throws(SampleDataError)
  {
    guard (1...100_000).contains(stores) else { throw .count("stores", limit: 100_000, found: stores) }
    guard (1...3_000_000).contains(days) else { throw .count("days", limit: 3_000_000, found: days) }
    guard let firstDay = CalendarDate(startDate), firstDay.year >= 1_900 else { throw .startDate(startDate) }
    guard CalendarDate(dayNumber: firstDay.dayNumber + days - 1).year <= 9_999 else {
      throw .endDate(start: startDate, days: days)
    }
    self.stores = stores
    self.days = days
    self.startDate = startDate
    self.seed = seed
    self.firstDay = firstDay
  }

  /// The number of rows, without the header.
  public var rowCount: Int { stores * days }
}
