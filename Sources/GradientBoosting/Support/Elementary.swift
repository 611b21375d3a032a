#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The exponential function in single precision.
@inline(__always)
func exponential(_ x: Float) -> Float { expf(x) }

/// The natural logarithm in single precision.
@inline(__always)
func logarithm(_ x: Float) -> Float { logf(x) }

/// The logarithm of the gamma function at `x` + 1, the normalising term of a Poisson count.
func logarithm(gammaOfNext x: Float) -> Double { lgamma(Double(x) + 1) }

/// A number as XGBoost writes parameters: `6` instead of `6.0`.
func shortText(_ x: Float) -> String {
  let text = x.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// A number as XGBoost writes parameters: `6` instead of `6.0`.
func shortText(_ x: Double) -> String {
  let text = x.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
