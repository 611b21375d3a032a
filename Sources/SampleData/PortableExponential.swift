/// e to the power of `x`, from IEEE 754 arithmetic alone: mathematical libraries differ in the last bit, and one bit is
/// enough to round a sale to another number. Exact to about 1e-15 for |x| <= 700; outside that range it is clamped.
///
/// `x = k ln 2 + r` with |r| <= ln 2 / 2, then the Taylor series of e^r, whose fourteenth term is below 1e-17.
package func portableExponential(_ x: Double) -> Double {
  let clamped = min(max(x, -700), 700)
  let k = (clamped * 1.442_695_040_888_963_4).rounded()
  let r = (clamped - k * 0.693_147_180_369_123_8) - k * 1.908_214_929_270_587_7e-10
  var series = 1.0
  var term = 13.0
  while term >= 1 {
    series = 1 + series * r / term
    term -= 1
  }
  return series * Double(sign: .plus, exponent: Int(k), significand: 1)
}
