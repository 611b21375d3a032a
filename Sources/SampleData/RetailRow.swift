/// One store on one day, in the units of the table, with decimals as whole numbers so that a row is exact.
package struct RetailRow: Sendable, Equatable {
  package var recordID: Int
  package var storeID: Int
  /// Tenths of a degree Celsius, or `nil` where the station failed.
  package var maxTemperatureTenths: Int?
  /// Tenths of a millimetre, or `nil` where the gauge failed.
  package var rainfallTenths: Int?
  /// Hundredths of a baht.
  package var basePriceCents: Int
  /// Percent of the base price, 0 without a promotion.
  package var discountPercent: Int
  package var promotionType: String?
  package var unitsSold: Int

  /// A day of 35 °C or more; not one where the temperature is unknown.
  package var isHotDay: Bool { (maxTemperatureTenths ?? 0) >= 350 }
  /// A day with more than 1 mm of rain; not one where the rain is unknown.
  package var isRainyDay: Bool { (rainfallTenths ?? 0) > 10 }
  /// Base price less discount, in hundredths of a baht, half a hundredth rounded up.
  package var finalPriceCents: Int { (basePriceCents * (100 - discountPercent) + 50) / 100 }
}

/// What all stores have in common on one day.
package struct RetailDay: Sendable, Equatable {
  package let date: CalendarDate
  package let holiday: ThaiHolidays.Holiday?
}
