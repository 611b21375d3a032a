/// The parts of a decimal number: an optional minus, digits with an optional point, an optional exponent.
///
/// At least one digit is needed before or after the point. The part before the point has no leading zero unless it is
/// `0`. There is no plus sign but in the exponent, and no hexadecimal, infinite or undefined value, no space and no
/// grouping.
struct DecimalForm {
  private(set) var isNegative = false
  /// The digits without point and leading zeros, as far as 19 of them.
  private(set) var mantissa: UInt64 = 0
  /// The number of digits of the mantissa; above 19, the mantissa is not complete.
  private(set) var digitCount = 0
  /// The power of ten that belongs to the mantissa.
  private(set) var exponent = 0
  /// Whether there is neither point nor exponent.
  private(set) var isInteger = true

  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress else { return nil }
    let end = bytes.count
    var offset = 0
    if end > 0 && bytes[0] == UInt8(ascii: "-") {
      isNegative = true
      offset = 1
    }
    let start = offset
    while offset < end {
      let digit = base.load(fromByteOffset: offset, as: UInt8.self) &- 48
      guard digit <= 9 else { break }
      append(digit)
      offset &+= 1
    }
    let wholeDigits = offset - start
    if wholeDigits > 1 && bytes[start] == UInt8(ascii: "0") { return nil }
    var fractionDigits = 0
    if offset < end && bytes[offset] == UInt8(ascii: ".") {
      isInteger = false
      offset += 1
      let fractionStart = offset
      while offset < end {
        let digit = base.load(fromByteOffset: offset, as: UInt8.self) &- 48
        guard digit <= 9 else { break }
        append(digit)
        offset &+= 1
      }
      fractionDigits = offset - fractionStart
    }
    guard wholeDigits + fractionDigits > 0 else { return nil }
    exponent = -fractionDigits
    if offset < end {
      guard bytes[offset] | 0x20 == UInt8(ascii: "e") else { return nil }
      isInteger = false
      offset += 1
      var isNegativeExponent = false
      if offset < end && (bytes[offset] == UInt8(ascii: "-") || bytes[offset] == UInt8(ascii: "+")) {
        isNegativeExponent = bytes[offset] == UInt8(ascii: "-")
        offset += 1
      }
      guard offset < end else { return nil }
      var written = 0
      while offset < end {
        let digit = bytes[offset] &- 48
        guard digit <= 9 else { return nil }
        if written < 1_000_000 { written = written * 10 + Int(digit) }
        offset += 1
      }
      exponent += isNegativeExponent ? -written : written
    }
  }

  @inline(__always)
  private mutating func append(_ digit: UInt8) {
    if digitCount < 19 { mantissa = mantissa &* 10 &+ UInt64(digit) }
    // Zeros before the first other digit do not count.
    if mantissa != 0 || digitCount != 0 { digitCount &+= 1 }
  }

  /// Whether the number is certainly within the range of finite doubles; an extreme one must be converted to know.
  var isCertainlyFinite: Bool { exponent + digitCount < 300 }

  /// The nearest double, where it follows from at most 19 digits and a small power of ten; else `nil`.
  var exactValue: Double? {
    guard digitCount <= 19 else { return nil }
    let magnitude: Double
    if mantissa == 0 {
      magnitude = 0
    } else if mantissa <= 1 << 53 && exponent >= -22 && exponent <= 22 {
      // Both factors are exact, so that the one operation rounds correctly (Clinger 1990).
      let power = DecimalForm.powersOfTen[abs(exponent)]
      magnitude = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
    } else if exponent < 0 && exponent >= -19 {
      magnitude = DecimalForm.quotient(mantissa, digits: -exponent)
    } else {
      return nil
    }
    return isNegative ? -magnitude : magnitude
  }

  /// `mantissa / 10^digits`, correctly rounded, for a mantissa above 0 and 1 to 19 digits.
  ///
  /// With both numbers shifted to fill 64 bits, a division of 128 by 64 bits gives a quotient of at least 62 bits and a
  /// remainder. That is more than the 53 bits of a double, so the quotient with its lowest bit set for any remainder
  /// rounds as the true value does.
  private static func quotient(_ mantissa: UInt64, digits: Int) -> Double {
    let divisor = integerPowers[digits]
    let divisorShift = divisor.leadingZeroBitCount
    let mantissaShift = mantissa.leadingZeroBitCount
    // Half of the shifted mantissa is below the shifted divisor, as the division demands.
    let shifted = mantissa << UInt64(mantissaShift)
    let (quotient, remainder) = (divisor << UInt64(divisorShift)).dividingFullWidth((shifted >> 1, shifted << 63))
    let sticky = quotient | (remainder == 0 ? 0 : 1)
    return Double(sign: .plus, exponent: divisorShift - mantissaShift - 63, significand: Double(sticky))
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  private static let integerPowers: [UInt64] = {
    var powers: [UInt64] = [1]
    for _ in 1...19 { powers.append((powers.last ?? 1) * 10) }
    return powers
  }()
}
