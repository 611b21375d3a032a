import Foundation

/// Tail probabilities of the distributions that the tests need, accurate to about 1e-14 of their value.
package enum SpecialFunctions {
  /// The logarithm of the gamma function for x > 0: Stirling's series after the recurrence has made x at least 15.
  static func logGamma(_ x: Double) -> Double {
    var shifted = x
    var correction = 0.0
    while shifted < 15 {
      correction += log(shifted)
      shifted += 1
    }
    let inverse = 1 / (shifted * shifted)
    let series: Double =
      1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse * (1.0 / 1680 - inverse * (1.0 / 1188))))
    return (shifted - 0.5) * log(shifted) - shifted + 0.918_938_533_204_672_7 + series / shifted - correction
  }

  /// The upper tail of the chi-square distribution, Q(degrees / 2, statistic / 2).
  package static func chiSquareTail(_ statistic: Double, degrees: Int) -> Double {
    guard statistic > 0, degrees > 0 else { return 1 }
    return upperGamma(Double(degrees) / 2, statistic / 2)
  }

  /// The regularised upper incomplete gamma function: a series below a + 1, a continued fraction (modified Lentz) above.
  static func upperGamma(_ a: Double, _ x: Double) -> Double {
    let scale = exp(a * log(x) - x - logGamma(a))
    if x < a + 1 {
      var term = 1 / a
      var sum = term
      var n = a
      for _ in 0..<10_000 {
        n += 1
        term *= x / n
        sum += term
        if abs(term) < abs(sum) * 1e-17 { break }
      }
      return max(0, 1 - sum * scale)
    }
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var fraction = d
    for i in 1..<10_000 {
      let an = -Double(i) * (Double(i) - a)
      b += 2
      d = an * d + b
      if abs(d) < tiny { d = tiny }
      c = b + an / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      fraction *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    return fraction * scale
  }

  /// The upper tail of Kolmogorov's limit distribution at λ.
  package static func kolmogorovTail(_ lambda: Double) -> Double {
    guard lambda > 0 else { return 1 }
    if lambda < 1 {
      var sum = 0.0
      for k in 1...20 {
        let odd = Double(2 * k - 1)
        sum += exp(-odd * odd * Double.pi * Double.pi / (8 * lambda * lambda))
      }
      return max(0, 1 - (2 * Double.pi).squareRoot() / lambda * sum)
    }
    var sum = 0.0
    for k in 1...20 {
      let term = exp(-2 * Double(k * k) * lambda * lambda)
      sum += k.isMultiple(of: 2) ? -term : term
    }
    return min(1, 2 * sum)
  }

  /// The upper tail of the standard normal distribution.
  static func normalTail(_ z: Double) -> Double { erfc(z / 2.0.squareRoot()) / 2 }

  /// The upper tail of Student's t distribution.
  package static func studentTail(_ t: Double, degrees: Double) -> Double {
    guard degrees > 0, t.isFinite else { return t > 0 ? 0 : 1 }
    let tail = incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2
    return t >= 0 ? tail : 1 - tail
  }

  /// The regularised incomplete beta function I_x(a, b) by its continued fraction (modified Lentz).
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    let front = exp(a * log(x) + b * log(1 - x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    if abs(d) < tiny { d = tiny }
    d = 1 / d
    var fraction = d
    for m in 1..<10_000 {
      let n = Double(m)
      for numerator in [
        n * (b - n) * x / ((a + 2 * n - 1) * (a + 2 * n)), -(a + n) * (a + b + n) * x / ((a + 2 * n) * (a + 2 * n + 1)),
      ] {
        d = 1 + numerator * d
        if abs(d) < tiny { d = tiny }
        c = 1 + numerator / c
        if abs(c) < tiny { c = tiny }
        d = 1 / d
        fraction *= d * c
      }
      if abs(d * c - 1) < 1e-16 { break }
    }
    return front * fraction
  }
}
