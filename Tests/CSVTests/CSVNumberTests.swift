import CSV
import Foundation
import Testing

@Suite("Numbers in fields")
struct CSVNumberTests {
  private func integer(_ text: String) -> Int64? { Array(text.utf8).withUnsafeBytes { CSVNumber.integer($0) } }
  private func real(_ text: String) -> Double? { Array(text.utf8).withUnsafeBytes { CSVNumber.real($0) } }

  @Test(
    "a canonical integer is an integer",
    arguments: ["0", "7", "-1", "10", "-9223372036854775808", "9223372036854775807", "1000000000000000000"])
  func integers(text: String) {
    #expect(integer(text) == Int64(text))
    #expect(integer(text) != nil)
  }

  @Test(
    "what is written in another way is no integer",
    arguments: [
      "", "-", "+1", "-0", "00", "007", "-01", "1.0", "1e3", " 1", "1 ", "0x10", "1,000", "9223372036854775808",
      "-9223372036854775809", "99999999999999999999", "123456789012345678901", "12a", "١",
    ])
  func noIntegers(text: String) { #expect(integer(text) == nil) }

  @Test("a whole number in any form is exact, wherever its point stands and whatever its exponent")
  func wholeNumbers() {
    func whole(_ text: String) -> Int64? { Array(text.utf8).withUnsafeBytes { CSVNumber.wholeNumber($0) } }
    var random = RandomSource(seed: 8)
    for _ in 0..<20_000 {
      let value = Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...63, using: &random)
      let digits = "\(value.magnitude)"
      let places = Int.random(in: 0..<digits.count, using: &random)
      let sign = value < 0 ? "-" : ""
      let zeros = String(repeating: "0", count: Int.random(in: 0...3, using: &random))
      #expect(whole("\(sign)\(digits).0\(zeros)") == value)
      let point = digits.index(digits.endIndex, offsetBy: -places)
      #expect(whole("\(sign)\(digits[..<point]).\(digits[point...])\(zeros)e\(places)") == value)
      if value != 0 { #expect(whole("\(sign)\(digits)\(zeros)e-\(zeros.count)") == value) }
      #expect(whole("\(sign)\(digits).5") == nil)
    }
    for text in ["", "-", "x", "1.5", "1e-1", "1e19", "9223372036854775808", "1e99999999999999999999"] {
      #expect(whole(text) == nil, "\(text)")
    }
    #expect(whole("0e99999999999999999999") == 0)
  }

  @Test("an integer is exactly the text that it is written as")
  func integerProperty() {
    var random = RandomSource(seed: 3)
    for _ in 0..<100_000 {
      let value = Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...63, using: &random)
      #expect(integer("\(value)") == value)
    }
    let pool = Array("-+0019 .")
    for _ in 0..<50_000 {
      let text = String(
        (0..<Int.random(in: 0...4, using: &random)).map { _ in pool.randomElement(using: &random) ?? "0" })
      let expected = Int64(text).flatMap { "\($0)" == text ? $0 : nil }
      #expect(integer(text) == expected, "\(text)")
    }
  }

  @Test(
    "decimal and exponent forms are numbers",
    arguments: [
      "0", "-0", "0.0", "-0.5", "3.25", ".5", "5.", "1e3", "1E+3", "2.5e-3", "0e0", "-0.0", "1e308", "4.9e-324",
      "1e-400",
      "9007199254740993", "0.30000000000000004", "123456789012345678901234567890", "2.2250738585072011e-308",
      "1.7976931348623157e308", "0.1000000000000000055511151231257827", "9223372036854775808", "18446744073709551615.5",
      "0.000000000000000000000000000000000000001", "8.41", "1e22", "1e23", "9007199254740992e22",
    ])
  func reals(text: String) {
    #expect(real(text)?.bitPattern == strtod(text, nil).bitPattern)
  }

  @Test(
    "nothing else is a number",
    arguments: [
      "", "-", ".", "-.", "+1", "+1.5", "007", "007.5", "00", "-00.1", "01", "1e", "1e+", "e5", ".e5", "NaN", "nan",
      "inf",
      "-inf", "Infinity", "0x1p3", "0x10", "1 ", " 1", "1,5", "1.2.3", "1e5.5", "1e999", "-1e400", "1_000", "12a",
      "--1",
      "1f", "1d0",
    ])
  func noReals(text: String) { #expect(real(text) == nil) }

  @Test("every double is read back from its shortest form")
  func doubles() {
    var random = RandomSource(seed: 4)
    for _ in 0..<200_000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      #expect(real("\(value)")?.bitPattern == value.bitPattern)
    }
  }

  @Test("random decimals are rounded as strtod does")
  func decimals() {
    var random = RandomSource(seed: 5)
    for _ in 0..<300_000 {
      let digits = Int.random(in: 1...22, using: &random)
      var text = String(Int.random(in: 1...9, using: &random))
      for _ in 1..<(digits + 1) { text += String(Int.random(in: 0...9, using: &random)) }
      let point = Int.random(in: 0...text.count, using: &random)
      text.insert(".", at: text.index(text.startIndex, offsetBy: point))
      if text.hasPrefix(".") { text = "0" + text }
      if Bool.random(using: &random) { text += "e\(Int.random(in: -40...40, using: &random))" }
      if Bool.random(using: &random) { text = "-" + text }
      #expect(real(text)?.bitPattern == strtod(text, nil).bitPattern, "\(text)")
    }
  }

  @Test("numbers halfway between two doubles, and a hair beside, are rounded as strtod does")
  func halfway() {
    var random = RandomSource(seed: 6)
    for _ in 0..<50_000 {
      // An odd number of 54 bits lies halfway between two doubles.
      let odd = UInt64.random(in: (1 << 53)..<(1 << 54), using: &random) | 1
      let scale = Int.random(in: 0...3, using: &random)
      for value in [odd - 1, odd, odd + 1] {
        var digits = String(value)
        if scale > 0 {
          // Divided by a power of two, written out exactly.
          let five = (0..<scale).reduce(UInt64(1)) { power, _ in power * 5 }
          let (high, low) = value.multipliedFullWidth(by: five)
          guard high == 0 else { continue }
          digits = String(low)
          digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale))
        }
        #expect(real(digits)?.bitPattern == strtod(digits, nil).bitPattern, "\(digits)")
      }
    }
  }
}
