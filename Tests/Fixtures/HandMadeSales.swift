import Foundation

/// Rows for the retail pipeline that are small enough to work out by hand: 20 days from 2026-01-01 on, 2 stores a day,
/// `record_id` and `units_sold` counting up from 1.
///
/// The chronological split takes days 1 to 18 (records 1 to 36) for training, day 19 (37, 38) for validation and day 20
/// (39, 40) for testing.
public struct HandMadeSales: Sendable {
  /// The columns of the raw table in their order.
  public static let columns = [
    "record_id", "date", "store_id", "day_of_week", "is_weekend", "is_holiday", "holiday_name", "max_temp_c",
    "rainfall_mm", "is_hot_day", "is_rainy_day", "base_price", "discount_pct", "is_promo", "promo_type", "final_price",
    "units_sold",
  ]

  /// The fields of each row as text.
  public var rows: [[String]]

  /// Makes the rows of so many days.
  public init(days: Int = 20, stores: Int = 2) {
    rows = (0..<days).flatMap { day in
      (1...stores).map { store in
        let record = day * stores + store
        // 2026-01-01 is a Thursday.
        let weekday = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"][day % 7]
        let isWeekend = day % 7 == 2 || day % 7 == 3
        let isPromotion = day % 5 == 0
        let month = day < 31 ? "01-\(day < 9 ? "0" : "")\(day + 1)" : "02-\(day < 40 ? "0" : "")\(day - 30)"
        return [
          "\(record)", "2026-\(month)", "\(store)", weekday, isWeekend ? "1" : "0", day == 0 ? "1" : "0",
          day == 0 ? "New Year's Day" : "", "\(30 + day % 6).5", day % 4 == 0 ? "2.5" : "0.0", day % 6 > 3 ? "1" : "0",
          day % 4 == 0 ? "1" : "0", "50.00", isPromotion ? "0.10" : "0.00", isPromotion ? "1" : "0",
          isPromotion ? "discount" : "", isPromotion ? "45.00" : "50.00", "\(record)",
        ]
      }
    }
  }

  /// Puts `value` into a column of the row with that record id, as it is to stand in the file.
  public func with(_ column: String, of record: Int, _ value: String) -> HandMadeSales {
    var changed = self
    if let index = Self.columns.firstIndex(of: column) { changed.rows[record - 1][index] = value }
    return changed
  }

  /// Puts `value` into a column of every row.
  public func with(_ column: String, _ value: String) -> HandMadeSales {
    var changed = self
    for record in 1...rows.count { changed = changed.with(column, of: record, value) }
    return changed
  }

  /// The rows as CSV with a header.
  public var csv: String {
    ([Self.columns] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
  }
}
