import Columns

/// Tables that the benchmark of gradient boosting trains on, the same for every run.
enum GradientBoostingData {
  /// What the columns look like.
  enum Kind: String, CaseIterable {
    /// 24 retail columns: calendar, weather, price and promotion columns depend on each other, lags are continuous.
    case retail
    /// 24 independent random columns of 200 values each: nothing for feature bundling to find.
    case random
    /// The retail columns with nine tenths of all values missing.
    case sparse
    /// 500 columns.
    case wide
    /// 10 columns.
    case tall
  }

  /// Features and label of some rows; different parts (training, validation, test) have different rows.
  static func table(_ kind: Kind, rows: Int, part: UInt64) throws -> (features: ColumnTable, label: Column) {
    switch kind {
    case .retail: try retail(rows: rows, part: part, missing: 0.02)
    case .sparse: try retail(rows: rows, part: part, missing: 0.9)
    case .random: try random(rows: rows, part: part, columns: 24)
    case .wide: try random(rows: rows, part: part, columns: 500)
    case .tall: try random(rows: rows, part: part, columns: 10)
    }
  }

  private struct Noise {
    var state: UInt64

    mutating func bits() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      return z ^ z >> 31
    }
    mutating func uniform() -> Float { Float(bits() >> 40) / 16_777_216 }
    mutating func below(_ bound: Int) -> Int { Int(truncatingIfNeeded: bits() >> 33) % bound }
    /// Roughly normal with variance 1.
    mutating func normal() -> Float { uniform() + uniform() + uniform() + uniform() - 2 }
  }

  private static func random(
    rows: Int, part: UInt64, columns count: Int
  ) throws -> (features: ColumnTable, label: Column) {
    var noise = Noise(state: part &* 7919 &+ 1)
    var columns = Array(repeating: [Float](), count: count)
    for index in columns.indices { columns[index].reserveCapacity(rows) }
    var label: [Float] = []
    label.reserveCapacity(rows)
    for _ in 0..<rows {
      var sum: Float = 50
      for index in columns.indices {
        let value = Float(noise.below(200))
        columns[index].append(value)
        if index < 8 { sum += index % 2 == 0 ? value / 20 : (value > 100 ? 4 : -4) }
      }
      sum += columns[0][columns[0].count - 1] > 120 ? columns[1][columns[1].count - 1] / 25 : 0
      label.append((sum + 3 * noise.normal()).rounded())
    }
    let named = columns.enumerated().map { Column("f\($0)", .single($1)) }
    return (try ColumnTable(named), Column("label", .single(label)))
  }

  private static let names = [
    "store_id", "product_id", "is_weekend", "is_holiday", "max_temp_c", "rainfall_mm", "is_hot_day", "is_rainy_day",
    "base_price", "discount_pct", "is_promo", "final_price", "year", "month", "day", "day_of_year",
    "day_of_week_index", "week_of_year", "quarter", "discount_amount", "is_promo_or_holiday", "lag_7", "lag_28",
    "rolling_mean_28",
  ]

  private static func retail(
    rows: Int, part: UInt64, missing: Float
  ) throws -> (features: ColumnTable, label: Column) {
    var noise = Noise(state: part &* 104_729 &+ 3)
    var columns = Array(repeating: [Float](), count: names.count)
    for index in columns.indices { columns[index].reserveCapacity(rows) }
    var label: [Float] = []
    label.reserveCapacity(rows)
    for _ in 0..<rows {
      let store = noise.below(50)
      let product = noise.below(100)
      let date = noise.below(1461)
      let dayOfYear = date % 365
      let month = min(dayOfYear / 30, 11)
      let weekday = date % 7
      let isWeekend = weekday >= 5
      let isHoliday = dayOfYear % 23 == 4
      // The weather belongs to the day and the region of the store.
      var weather = Noise(state: UInt64(date) &* 31 &+ UInt64(store % 5))
      let temperature = (24 + 8 * seasonal(dayOfYear) + 2 * weather.normal()).rounded(toPlaces: 1)
      let rain = max(0, 6 * weather.normal() - 2).rounded(toPlaces: 1)
      let basePrice = Float(5 + product * 37 % 60) + 0.9
      let discount: Float = noise.below(4) == 0 ? Float(1 + noise.below(5)) * 0.05 : 0
      let finalPrice = (basePrice * (1 - discount)).rounded(toPlaces: 2)
      var demand = 40 + Float(store % 10) * 2 + Float(product % 17) * 1.5 - 0.5 * finalPrice
      demand += isWeekend ? 9 : 0
      demand += isHoliday ? 7 : 0
      demand += discount * 60 * (isWeekend ? 1.5 : 1)
      demand += 5 * seasonal(dayOfYear) + (temperature > 28 ? Float(product % 3) * 2 : 0) - (rain > 2 ? 3 : 0)
      let lag7 = demand + 5 * noise.normal()
      let lag28 = demand + 6 * noise.normal()
      let values: [Float] = [
        Float(store), Float(product), isWeekend ? 1 : 0, isHoliday ? 1 : 0, temperature, rain,
        temperature > 28 ? 1 : 0, rain > 2 ? 1 : 0, basePrice, discount, discount > 0 ? 1 : 0, finalPrice,
        Float(2020 + date / 365), Float(month + 1), Float(dayOfYear % 30 + 1), Float(dayOfYear + 1), Float(weekday),
        Float(dayOfYear / 7 + 1), Float(month / 3 + 1), (basePrice * discount).rounded(toPlaces: 2),
        discount > 0 || isHoliday ? 1 : 0, lag7.rounded(), lag28.rounded(), (lag7 + lag28) / 2,
      ]
      for (index, value) in values.enumerated() {
        let isMissing = missing > 0.5 ? noise.uniform() < missing : index > 20 && noise.uniform() < missing
        columns[index].append(isMissing ? .nan : value)
      }
      label.append(max(0, (demand + 6 * noise.normal()).rounded()))
    }
    let named = zip(names, columns).map { Column($0, .single($1)) }
    return (try ColumnTable(named), Column("units_sold", .single(label)))
  }

  /// A wave over the year between -1 and 1, from parabolas.
  private static func seasonal(_ dayOfYear: Int) -> Float {
    let place = Float(dayOfYear) / 365 * 4 - 2
    return place * (2 - abs(place))
  }
}

extension Float {
  /// The number with so many decimal places, as prices and temperatures have.
  fileprivate func rounded(toPlaces places: Int) -> Float {
    let factor: Float = places == 1 ? 10 : 100
    return (self * factor).rounded() / factor
  }
}
