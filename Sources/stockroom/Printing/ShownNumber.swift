import Foundation

/// Numbers as people read them in tables of figures.
enum ShownNumber {
  /// How many digits a number keeps that has some after the point.
  private static let digits = 6

  /// The number rounded to six digits. Whole parts stay as they are, however long.
  static func of(_ number: Double) -> Double {
    guard number.isFinite, number != 0 else { return number }
    let places = digits - 1 - Int(floor(log10(abs(number))))
    guard places > 0 else { return number.rounded() }
    let rounded = String(format: "%.*f", places, number)
    return Double(rounded) ?? number
  }
}
