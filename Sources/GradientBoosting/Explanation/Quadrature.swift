#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Places and weights that integrate polynomials exactly.
enum Quadrature {
  /// Gauss-Legendre quadrature on 0…1: exact for polynomials up to degree 2 `count` - 1. Roots of Legendre polynomials by
  /// Newton's method (Abramowitz and Stegun, 25.4.30).
  static func gaussLegendre(count: Int) -> [(place: Double, weight: Double)] {
    (0..<count).map { index in
      var x = cos(Double.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
      var slope = 1.0
      for _ in 0..<100 {
        var previous = 1.0
        var value = x
        for degree in stride(from: 2, through: count, by: 1) {
          let n = Double(degree)
          (previous, value) = (value, ((2 * n - 1) * x * value - (n - 1) * previous) / n)
        }
        if count == 0 { value = 1 }
        slope = Double(count) * (x * value - previous) / (x * x - 1)
        let step = value / slope
        x -= step
        if abs(step) < 1e-15 { break }
      }
      return ((1 - x) / 2, 1 / ((1 - x * x) * slope * slope))
    }
  }
}
