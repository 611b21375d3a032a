/// Numbers in the text of a field.
public enum CSVNumber {
  /// The value of a canonical integer: the text that the integer would be written as. So no plus sign, no leading zero
  /// except in `0` itself, no `-0`, nothing that overflows 64 bits; `nil` for everything else. What looks like a code
  /// (`007`) is therefore not an integer and keeps its zeros.
  public static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64? {
    let count = bytes.count
    guard count > 0 && count <= 20, let base = bytes.baseAddress else { return nil }
    let isNegative = base.load(as: UInt8.self) == UInt8(ascii: "-")
    var offset = isNegative ? 1 : 0
    guard offset < count else { return nil }
    let first = base.load(fromByteOffset: offset, as: UInt8.self) &- 48
    if first == 0 { return count == 1 ? 0 : nil }
    // 19 digits stay below 2^64; 20 are beyond 2^63 in any case.
    guard count - offset <= 19 else { return nil }
    var magnitude: UInt64 = 0
    while offset < count {
      let digit = base.load(fromByteOffset: offset, as: UInt8.self) &- 48
      guard digit <= 9 else { return nil }
      magnitude = magnitude &* 10 &+ UInt64(digit)
      offset &+= 1
    }
    if isNegative {
      return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
    }
    return Int64(exactly: magnitude)
  }

  /// The value of a number in decimal or exponent form, rounded to the nearest double (ties to even).
  ///
  /// An optional minus, digits with an optional point (at least one digit before or after it), an optional exponent.
  /// Before the point there is no leading zero unless it is `0` alone, so that a code such as `007.5` is no number.
  /// There is no plus sign but in the exponent, and no hexadecimal, infinite or undefined value. A number too large for
  /// a finite double is `nil`.
  public static func real(_ bytes: UnsafeRawBufferPointer) -> Double? {
    DecimalForm(bytes).flatMap { real($0, bytes) }
  }

  /// The value of a number whose parts are known.
  @inline(__always)
  static func real(_ decimal: DecimalForm, _ bytes: UnsafeRawBufferPointer) -> Double? {
    guard let value = decimal.exactValue ?? slowValue(bytes), value.isFinite else { return nil }
    return value
  }

  /// The value by the standard library, for the few numbers that `DecimalForm` does not convert itself.
  private static func slowValue(_ bytes: UnsafeRawBufferPointer) -> Double? {
    Double(String(decoding: bytes, as: UTF8.self))
  }
}
