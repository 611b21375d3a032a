extension CSVNumber {
  /// The value of a number in decimal or exponent form that is whole and fits in 64 bits, without a detour through a double:
  /// `12.0`, `1e3` and `9007199254740993.0`, but neither `12.5` nor `9223372036854775808.0`; `nil` for everything else.
  public static func wholeNumber(_ bytes: UnsafeRawBufferPointer) -> Int64? {
    guard real(bytes) != nil else { return nil }
    var digits: [UInt8] = []
    var isNegative = false
    var hasPoint = false
    // How many places the point lies right of the digits that were kept.
    var shift = 0
    var exponent = bytes[...]
    loop: while let byte = exponent.first {
      exponent.removeFirst()
      switch byte {
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "."): hasPoint = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"): break loop
      default:
        if !(digits.isEmpty && byte == UInt8(ascii: "0")) { digits.append(byte - UInt8(ascii: "0")) }
        if hasPoint { shift -= 1 }
      }
    }
    if !exponent.isEmpty {
      // One that overflows belongs to a number that is no whole one of 64 bits, or to zero.
      shift += Int(String(decoding: exponent, as: UTF8.self)) ?? (exponent.first == UInt8(ascii: "-") ? -100 : 100)
    }
    while digits.last == 0 {
      digits.removeLast()
      shift += 1
    }
    if digits.isEmpty { return 0 }
    guard shift >= 0, digits.count + shift <= 19 else { return nil }
    digits += [UInt8](repeating: 0, count: shift)
    var value: Int64 = 0
    for digit in digits {
      let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflows) = product.subtractingReportingOverflow(Int64(digit))
      if isTooLarge || overflows { return nil }
      value = sum
    }
    if isNegative { return value }
    return value == .min ? nil : -value
  }
}
