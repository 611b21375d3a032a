/// A buffer of CSV text that is filled digit by digit: no number passes through `String`.
struct RowText {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int) {
    bytes.reserveCapacity(capacity)
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }

  mutating func append(byte: UInt8) {
    bytes.append(byte)
  }

  mutating func append(text: [UInt8]) {
    for byte in text { bytes.append(byte) }
  }

  mutating func append(flag: Bool) {
    bytes.append(flag ? UInt8(ascii: "1") : UInt8(ascii: "0"))
  }

  /// A whole number, with a minus sign where it is negative.
  mutating func append(number: Int) {
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    append(digits: number.magnitude, atLeast: 1)
  }

  /// A number of tenths as a decimal with one place.
  mutating func append(tenths: Int) {
    if tenths < 0 { bytes.append(UInt8(ascii: "-")) }
    append(digits: tenths.magnitude / 10, atLeast: 1)
    bytes.append(UInt8(ascii: "."))
    append(digits: tenths.magnitude % 10, atLeast: 1)
  }

  /// A number of hundredths, not negative, as a decimal with two places.
  mutating func append(hundredths: Int) {
    append(digits: hundredths.magnitude / 100, atLeast: 1)
    bytes.append(UInt8(ascii: "."))
    append(digits: hundredths.magnitude % 100, atLeast: 2)
  }

  private mutating func append(digits number: UInt, atLeast width: Int) {
    var divisor: UInt = 1
    var count = 1
    while number / divisor >= 10 {
      divisor *= 10
      count += 1
    }
    while count < width {
      divisor *= 10
      count += 1
    }
    var rest = number
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
      rest %= divisor
      divisor /= 10
    }
  }
}
