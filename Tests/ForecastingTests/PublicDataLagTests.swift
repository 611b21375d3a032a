import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("The lags of the store_item pipeline")
struct PublicDataLagTests {
  /// A day of one series and what it sold.
  private struct Sale: Equatable {
    let store: Int
    let item: Int
    let day: Int
    var sales: Int
  }

  private static let past = ["lag_1", "lag_7", "lag_28", "mean_7", "mean_28"]

  /// Series of 60 days, of which about one in six is missing.
  private static func series(seed: UInt64) -> [Sale] {
    var random = SplitMix64(seed: seed)
    return [(1, 1), (1, 2), (2, 1)].flatMap { store, item in
      (0..<60).compactMap { day in
        Int.random(in: 0..<6, using: &random) == 0
          ? nil : Sale(store: store, item: item, day: day, sales: Int.random(in: 0...50, using: &random))
      }
    }
  }

  /// What `source.sql` and `features.sql` make of the sales: the columns of the past of each row, by series and day.
  private static func features(_ sales: [Sale]) throws -> [[SQLValue]] {
    let temporary = try TemporaryWarehouse()
    let lines = sales.map { "\(PublicDataSamples.day($0.day)),\($0.store),\($0.item),\($0.sales)" }
    try temporary.load((["date,store,item,sales"] + lines).joined(separator: "\n") + "\n", into: "store_item.sales")
    let scripts = temporary.warehouse.scripts
    return try temporary.rows(
      """
      WITH source AS (
      \(scripts.text("pipelines/store_item/source.sql"))
      ), features AS (
      \(scripts.text("pipelines/store_item/features.sql"))
      )
      SELECT \(past.joined(separator: ", ")) FROM features ORDER BY store, item, date
      """)
  }

  @Test("are the values of the days before by the calendar, and the means of the days there are", arguments: [1, 2, 3])
  func reference(seed: UInt64) throws {
    let sales = Self.series(seed: seed)
    let expected = sales.map { row -> [SQLValue] in
      func sold(_ back: ClosedRange<Int>) -> [Int] {
        sales.filter { $0.store == row.store && $0.item == row.item && back.contains(row.day - $0.day) }.map(\.sales)
      }
      func lag(_ days: Int) -> SQLValue { sold(days...days).first.map { .integer(Int64($0)) } ?? .null }
      func mean(_ days: Int) -> SQLValue {
        let values = sold(1...days)
        return values.isEmpty ? .null : .real(Double(values.reduce(0, +)) / Double(values.count))
      }
      return [lag(1), lag(7), lag(28), mean(7), mean(28)]
    }
    #expect(try Self.features(sales) == expected)
  }

  @Test("do not change when the sales of the row's own day or of later days change", arguments: [11, 12, 13, 14])
  func future(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let sales = Self.series(seed: seed)
    let cut = Int.random(in: 5..<55, using: &random)
    let changed = sales.map { row in
      var row = row
      if row.day >= cut { row.sales = Int.random(in: 100...999, using: &random) }
      return row
    }
    let before = try Self.features(sales)
    let after = try Self.features(changed)
    for (index, row) in sales.enumerated() where row.day <= cut { #expect(before[index] == after[index]) }
    // The check can fail: rows after the cut do see what changed.
    #expect(before != after)
  }
}
