/// Writes retail sales as CSV: one row per store and day, ordered by day and then by store, as the table
/// `retail_demand.demand_product` holds them.
///
/// The columns, and their units: see ``columns``. An empty field is a missing value. Memory grows with the number of
/// stores only, so that tens of millions of rows stream through one small buffer. ``RetailProcess`` describes how sales
/// come about.
public struct RetailGenerator: Sendable {
  /// What to generate.
  public let parameters: RetailParameters

  /// Creates a generator; nothing is computed yet.
  public init(_ parameters: RetailParameters) {
    self.parameters = parameters
  }

  /// The columns in their order. Prices are in baht, `discount_pct` is a fraction from 0 to 1, flags are 0 or 1.
  public static let columns = [
    "record_id", "date", "store_id", "day_of_week", "is_weekend", "is_holiday", "holiday_name", "max_temp_c",
    "rainfall_mm", "is_hot_day", "is_rainy_day", "base_price", "discount_pct", "is_promo", "promo_type", "final_price",
    "units_sold",
  ]

  /// Hands the file to `sink`, chunk by chunk: the header with the first one, whole lines, each ended by a line feed.
  ///
  /// `bytes` is a buffer that is used again for the next chunk: write it out, or copy it; keeping it costs a copy.
  /// `rows` is the number of rows so far. What `sink` throws ends the generation and is thrown on.
  public func write(
    chunkSize: Int = 1 << 18, to sink: (_ bytes: [UInt8], _ rows: Int) throws -> Void
  ) rethrows {
    var process = RetailProcess(parameters)
    var text = RowText(capacity: chunkSize + 512)
    text.append(text: Array((Self.columns.joined(separator: ",") + "\n").utf8))
    var rows = 0
    for _ in 0..<parameters.days {
      process.advance()
      let shared = SharedText(process.day)
      for store in 0..<parameters.stores {
        text.append(process.row(ofStore: store), shared)
        rows += 1
        if text.bytes.count >= chunkSize {
          try sink(text.bytes, rows)
          text.removeAll()
        }
      }
    }
    if !text.bytes.isEmpty { try sink(text.bytes, rows) }
  }

  /// The rows as values, in the order of the file.
  package func forEachRow(_ body: (RetailDay, RetailRow) throws -> Void) rethrows {
    var process = RetailProcess(parameters)
    for _ in 0..<parameters.days {
      process.advance()
      for store in 0..<parameters.stores { try body(process.day, process.row(ofStore: store)) }
    }
  }
}

/// The fields that all stores have in common on one day, written once.
private struct SharedText {
  /// `,date,`
  let date: [UInt8]
  /// `,day_of_week,is_weekend,is_holiday,holiday_name,`
  let calendar: [UInt8]

  init(_ day: RetailDay) {
    date = Array(",\(day.date.text),".utf8)
    let weekend = day.date.isWeekend ? 1 : 0
    let holiday = day.holiday == nil ? 0 : 1
    calendar = Array(",\(day.date.weekdayName),\(weekend),\(holiday),\(day.holiday?.name ?? ""),".utf8)
  }
}

extension RowText {
  fileprivate mutating func append(_ row: RetailRow, _ shared: SharedText) {
    let comma = UInt8(ascii: ",")
    append(number: row.recordID)
    append(text: shared.date)
    append(number: row.storeID)
    append(text: shared.calendar)
    if let temperature = row.maxTemperatureTenths { append(tenths: temperature) }
    append(byte: comma)
    if let rainfall = row.rainfallTenths { append(tenths: rainfall) }
    append(byte: comma)
    append(flag: row.isHotDay)
    append(byte: comma)
    append(flag: row.isRainyDay)
    append(byte: comma)
    append(hundredths: row.basePriceCents)
    append(byte: comma)
    append(hundredths: row.discountPercent)
    append(byte: comma)
    append(flag: row.promotionType != nil)
    append(byte: comma)
    if let type = row.promotionType {
      for byte in type.utf8 { append(byte: byte) }
    }
    append(byte: comma)
    append(hundredths: row.finalPriceCents)
    append(byte: comma)
    append(number: row.unitsSold)
    append(byte: UInt8(ascii: "\n"))
  }
}
