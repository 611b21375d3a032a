import Columns
import GradientBoosting

/// Random numbers from a seed, for tables that tests make up.
struct Noise {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func bits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// A number in 0..<1.
  mutating func uniform() -> Double { Double(bits() >> 11) / 9_007_199_254_740_992 }

  mutating func below(_ bound: Int) -> Int { Int(bits() % UInt64(bound)) }
}

/// Tables that tests make up.
enum Samples {
  /// Four features, one of them continuous, with a share of missing values, and a label that depends on three of them.
  static func table(rows: Int, seed: UInt64, missing: Double = 0) throws -> ColumnTable {
    var noise = Noise(seed: seed)
    var columns = Array(repeating: [Double?](), count: 4)
    var label: [Double?] = []
    for _ in 0..<rows {
      let values = [
        Double(noise.below(12)), noise.uniform() * 100, Double(noise.below(2)), Double(noise.below(40)) / 4,
      ]
      label.append(20 + 3 * values[0] - 0.2 * values[1] + 9 * values[2] * values[0] / 6 + 4 * noise.uniform())
      for (index, value) in values.enumerated() {
        columns[index].append(noise.uniform() < missing ? nil : value)
      }
    }
    let names = ["a", "b", "c", "d"]
    return try ColumnTable(zip(names, columns).map { Column($0, numbers: $1) } + [Column("y", numbers: label)])
  }

  static func dataset(rows: Int, seed: UInt64, missing: Double = 0) throws -> Dataset {
    let table = try table(rows: rows, seed: seed, missing: missing)
    return try Dataset(features: table.selecting(["a", "b", "c", "d"]), label: table.column("y"))
  }

  /// A model of a made-up table.
  static func model(rows: Int = 400, seed: UInt64 = 1, _ settings: [String: String] = [:]) throws -> Booster {
    var parameters = ["n_estimators": "8", "max_depth": "4"]
    parameters.merge(settings) { $1 }
    return try Booster.train(
      TrainingParameters(xgboost: parameters), training: dataset(rows: rows, seed: seed, missing: 0.1))
  }

  /// One column per name with the same numbers in every row.
  static func numbers(_ columns: [String: [Double?]]) throws -> ColumnTable {
    try ColumnTable(columns.sorted { $0.key < $1.key }.map { Column($0.key, numbers: $0.value) })
  }
}
