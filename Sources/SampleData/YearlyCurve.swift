/// A quantity of which one value per calendar month is known, drawn through the middles of the months.
struct YearlyCurve: Sendable {
  /// January … December.
  let months: [Double]

  /// The value on a day, linear between the middles of two months. A month counts 30.5 days here.
  func value(on date: CalendarDate) -> Double {
    let position = Double(date.month - 1) + (Double(date.day) - 15.5) / 30.5
    let lower = Int(position.rounded(.down))
    let fraction = position - Double(lower)
    let left = months[(lower + 12) % 12]
    let right = months[(lower + 13) % 12]
    return left + fraction * (right - left)
  }
}
