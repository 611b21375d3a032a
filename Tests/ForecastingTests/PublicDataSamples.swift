import Fixtures
import Foundation
import Warehouse

/// Made-up rows in the columns of the public data sets, so that their pipelines are tested without the files.
enum PublicDataSamples {
  /// A day of 2022 and later, counted from 0.
  static func day(_ number: Int) -> String {
    Date(timeIntervalSince1970: 1_640_995_200 + Double(number) * 86_400).formatted(.iso8601.year().month().day())
  }

  /// `date,store,item,sales`: a level per series, a weekly pattern and noise.
  static func storeItem(stores: Int = 2, items: Int = 3, days: Int = 120, seed: UInt64 = 5) -> String {
    var random = SplitMix64(seed: seed)
    var text = "date,store,item,sales\n"
    for item in 1...items {
      for store in 1...stores {
        for number in 0..<days {
          let level = 10 * item + 3 * store + [0, 1, 2, 4, 6, 12, 9][number % 7]
          text += "\(day(number)),\(store),\(item),\(level + Int.random(in: 0...4, using: &random))\n"
        }
      }
    }
    return text
  }

  /// The fifteen columns of the store inventory file, with its CRLF line ends and its leak.
  static func storeInventory(stores: Int = 2, products: Int = 3, days: Int = 90, seed: UInt64 = 6) -> String {
    var random = SplitMix64(seed: seed)
    var lines = [
      "Date,Store ID,Product ID,Category,Region,Inventory Level,Units Sold,Units Ordered,Demand Forecast,Price,Discount,"
        + "Weather Condition,Holiday/Promotion,Competitor Pricing,Seasonality"
    ]
    func pick(_ values: [String]) -> String { values[Int.random(in: 0..<values.count, using: &random)] }
    for number in 0..<days {
      for store in 1...stores {
        for product in 1...products {
          let inventory = Int.random(in: 50...500, using: &random)
          let sold = Int.random(in: 0...inventory, using: &random)
          let price = Double(Int.random(in: 1000...9999, using: &random)) / 100
          lines.append(
            [
              day(number), "S00\(store)", "P000\(product)",
              pick(["Clothing", "Electronics", "Furniture", "Groceries", "Toys"]),
              pick(["East", "North", "South", "West"]), "\(inventory)", "\(sold)",
              "\(Int.random(in: 20...200, using: &random))",
              "\(Double(sold) + Double(Int.random(in: -100...200, using: &random)) / 10)", "\(price)",
              "\(5 * Int.random(in: 0...4, using: &random))", pick(["Sunny", "Cloudy", "Rainy", "Snowy"]),
              "\(Int.random(in: 0...1, using: &random))", "\(price + 1.5)",
              pick(["Spring", "Summer", "Autumn", "Winter"]),
            ].joined(separator: ","))
        }
      }
    }
    return lines.joined(separator: "\r\n") + "\r\n"
  }
}
