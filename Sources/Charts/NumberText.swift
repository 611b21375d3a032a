/// Numbers as people read them in a chart.
package enum NumberText {
  /// A number with a fixed count of decimals, rounded half away from zero; never `-0`.
  package static func fixed(_ number: Double, decimals: Int) -> String {
    guard number.isFinite else { return number.isNaN ? "–" : (number < 0 ? "-∞" : "∞") }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (abs(number) * scale).rounded()
    guard scaled < 9e15 else { return scientific(number) }
    let digits = String(Int(scaled))
    let sign = number < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  /// A number with about four significant digits, for a hover text or the end of a bar.
  package static func short(_ number: Double) -> String {
    let magnitude = abs(number)
    guard magnitude.isFinite else { return fixed(number, decimals: 0) }
    if magnitude == 0 { return "0" }
    if magnitude >= 1e9 || magnitude < 1e-4 { return scientific(number) }
    var decimals = 3
    var limit = 10.0
    while decimals > 0 && magnitude >= limit {
      decimals -= 1
      limit *= 10
    }
    if magnitude < 0.1 { decimals = magnitude < 0.01 ? 6 : 5 }
    return trimmed(fixed(number, decimals: decimals))
  }

  /// A number as 1.5e9.
  package static func scientific(_ number: Double) -> String {
    guard number != 0, number.isFinite else { return fixed(number, decimals: 0) }
    var mantissa = number
    var exponent = 0
    while abs(mantissa) >= 10 {
      mantissa /= 10
      exponent += 1
    }
    while abs(mantissa) < 1 {
      mantissa *= 10
      exponent -= 1
    }
    var text = trimmed(fixed(mantissa, decimals: 3))
    if text == "10" || text == "-10" {
      text = text == "10" ? "1" : "-1"
      exponent += 1
    }
    return "\(text)e\(exponent)"
  }

  /// A count with a comma between groups of three digits.
  package static func grouped(_ count: Int) -> String {
    let digits = Array(String(count.magnitude))
    var text = count < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }

  /// What to divide by, and which unit to write, where the largest number is `largest`; no unit means scientific.
  static func unit(for largest: Double) -> (divisor: Double, unit: String?) {
    switch largest {
    case 0: (1, "")
    case ..<1e-4: (1, nil)
    case ..<1e4: (1, "")
    case ..<1e6: (1e3, "k")
    case ..<1e9: (1e6, "M")
    case ..<1e12: (1e9, "bn")
    default: (1, nil)
    }
  }

  /// How many decimals multiples of `step` need, at most 9.
  static func decimals(forStep step: Double) -> Int {
    var decimals = 0
    var scaled = step
    while decimals < 9 && abs(scaled - scaled.rounded()) > 1e-6 * scaled {
      scaled *= 10
      decimals += 1
    }
    return decimals
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = Substring(text)
    while text.hasSuffix("0") { text = text.dropLast() }
    if text.hasSuffix(".") { text = text.dropLast() }
    return String(text)
  }
}
