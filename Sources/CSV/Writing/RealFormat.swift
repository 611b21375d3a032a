/// The shortest decimal form that reads back as the same double.
enum RealFormat {
  /// The value as a whole number and how many of its digits follow the point, if that is the shortest form; else `nil`.
  ///
  /// If `whole / 10^digits` with at most 15 digits gives the value back, no other number of at most 15 digits does, so that
  /// this one, without zeros at its end, is the shortest. Most measured values (prices, temperatures) are such numbers.
  @inline(__always)
  static func shortDecimal(_ value: Double) -> (whole: Int64, digits: Int)? {
    guard value.magnitude < 1e9 && (value != 0 || value.sign == .plus) else { return nil }
    var whole = (value * 100).rounded()
    var digits = 2
    if whole / 100 != value {
      whole = (value * 1e6).rounded()
      digits = 6
      guard whole / 1e6 == value else { return nil }
    }
    var integer = Int64(whole)
    while digits > 1 && integer % 10 == 0 {
      integer /= 10
      digits -= 1
    }
    return (integer, digits)
  }
}

extension RowBuffer {
  /// A double in the shortest form that reads back as the same value, always with a point or an exponent (`3.0`, `1e+16`),
  /// so that it is seen to be no integer. Infinities are `inf` and `-inf`, which are read back as text.
  ///
  /// - Precondition: The value is a number; NaN has no form.
  mutating func append(_ value: Double) {
    guard let (whole, digits) = RealFormat.shortDecimal(value) else {
      var text = value.description
      text.withUTF8 { append(verbatim: UnsafeRawBufferPointer($0)) }
      return
    }
    var power: UInt64 = 10
    for _ in 1..<digits { power *= 10 }
    let (before, after) = whole.magnitude.quotientAndRemainder(dividingBy: power)
    if whole < 0 { append(UInt8(ascii: "-")) }
    append(Int64(before))
    append(UInt8(ascii: "."))
    var divisor = power / 10
    while divisor > 0 {
      append(UInt8(truncatingIfNeeded: 48 + after / divisor % 10))
      divisor /= 10
    }
  }
}
