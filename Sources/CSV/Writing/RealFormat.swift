/// The shortest decimal form that reads back as the same double.
enum RealFormat {
  /// The value as a whole number and how many of its digits follow the point, if that is the shortest form; else `nil`.
  ///
  /// If `whole / 10^digits` with at most 15 digits gives the value back, no other number of at most 15 digits does, so
  /// that this one, without zeros at its end, is the shortest. Most measured values (prices, temperatures) are such
  /// numbers.
  ///
  /// Left out are the magnitudes that `Double.description` writes with an exponent, and negative zero.
  @inline(__always)
  static func shortDecimal(_ value: Double) -> (whole: Int64, digits: Int)? {
    let magnitude = value.magnitude
    guard magnitude < 1e9 && (magnitude >= 1e-4 || value == 0 && value.sign == .plus) else { return nil }
    // The test decides, so that the rounding before it may be the cheapest.
    let half = value < 0 ? -0.5 : 0.5
    var whole = Int64(value * 100 + half)
    if Double(whole) / 100 == value {
      let tenth = whole / 10
      return tenth * 10 == whole ? (tenth, 1) : (whole, 2)
    }
    whole = Int64(value * 1e6 + half)
    guard Double(whole) / 1e6 == value else { return nil }
    var digits = 6
    while digits > 3 && whole % 10 == 0 {
      whole /= 10
      digits -= 1
    }
    return (whole, digits)
  }
}

extension RowBuffer {
  /// A double in the shortest form that reads back as the same value, always with a point or an exponent (`3.0`,
  /// `1e+16`), so that it is seen to be no integer. Infinities are `inf` and `-inf`, which are read back as text.
  ///
  /// - Precondition: The value is a number; NaN has no form.
  mutating func append(_ value: Double) {
    guard let (whole, digits) = RealFormat.shortDecimal(value) else {
      var text = value.description
      text.withUTF8 { append(verbatim: UnsafeRawBufferPointer($0)) }
      return
    }
    if whole < 0 { append(UInt8(ascii: "-")) }
    let magnitude = whole.magnitude
    switch digits {
    case 1: append(whole: magnitude / 10, fraction: magnitude % 10, digits: 1)
    case 2: append(whole: magnitude / 100, fraction: magnitude % 100, digits: 2)
    case 3: append(whole: magnitude / 1000, fraction: magnitude % 1000, digits: 3)
    case 4: append(whole: magnitude / 10000, fraction: magnitude % 10000, digits: 4)
    case 5: append(whole: magnitude / 100_000, fraction: magnitude % 100_000, digits: 5)
    default: append(whole: magnitude / 1_000_000, fraction: magnitude % 1_000_000, digits: 6)
    }
  }

  @inline(__always)
  private mutating func append(whole: UInt64, fraction: UInt64, digits: Int) {
    append(magnitude: whole)
    append(UInt8(ascii: "."))
    append(magnitude: fraction, digits: digits)
  }
}
