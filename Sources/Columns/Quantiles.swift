extension Column {
  /// The quantile `q` (0…1) of the rows that hold a value, with linear interpolation between the two nearest ranks
  /// (type 7 of Hyndman and Fan, the default of NumPy and pandas); `nil` where no row holds a number.
  public func quantile(_ q: Double) -> Double? {
    quantiles([q]).first ?? nil
  }

  /// Several quantiles after one sort.
  public func quantiles(_ qs: [Double]) -> [Double?] {
    guard let numbers = doubles?.filter({ !$0.isNaN }).sorted(), let last = numbers.indices.last else {
      return qs.map { _ in nil }
    }
    return qs.map { q in
      let position = q * Double(last)
      let lower = Int(position.rounded(.down))
      let upper = min(lower + 1, last)
      return numbers[lower] + (position - Double(lower)) * (numbers[upper] - numbers[lower])
    }
  }
}
