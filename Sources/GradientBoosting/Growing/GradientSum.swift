/// How gradients become whole numbers: sums of whole numbers do not depend on their order, so neither does the model.
struct FixedPoint: Sendable {
  /// Multiplies a gradient; a power of two, so that no precision is lost but below the unit.
  var gradientScale: Double
  /// Multiplies a hessian.
  var hessianScale: Double
  /// One over ``gradientScale``.
  var gradientUnit: Double { 1 / gradientScale }
  /// One over ``hessianScale``.
  var hessianUnit: Double { 1 / hessianScale }

  /// The largest power of two p with `sum * p <= 2^bits`.
  static func scale(sum: Double, bits: Int) -> Double {
    guard sum > 0, sum.isFinite else { return 1 }
    let exponent = Double(sign: .plus, exponent: bits - Int(sum.exponent) - 1, significand: 1)
    return exponent.isFinite ? exponent : 1
  }
}

/// An entry of a histogram: the gradients (and hessians) of some rows.
protocol GradientSum: Sendable {
  /// Bytes that a row record reserves for a row's gradient.
  static var payloadSize: Int { get }
  /// Bits of the scaled sum of absolute gradients that leave room for a doubling.
  static var gradientBits: Int { get }
  /// The sum over no rows.
  static var zero: Self { get }
  /// Whether no row was added.
  var isZero: Bool { get }
  /// One row, from its record.
  init(record: UnsafeRawPointer, scales: FixedPoint)
  /// Writes a row's gradient into its record.
  static func store(gradient: Float, hessian: Float, to record: UnsafeMutableRawPointer)
  func gradient(unit: Double) -> Double
  func hessian(unit: Double) -> Double
  static func &+ (left: Self, right: Self) -> Self
  static func &- (left: Self, right: Self) -> Self
}

/// Rounds to the nearest whole number without a function call: |value| must be below 2^51.
@inline(__always)
func nearestInteger(_ value: Double) -> Int64 {
  let shift = 6_755_399_441_055_744.0
  return Int64(bitPattern: (value + shift).bitPattern &- shift.bitPattern)
}

/// Gradient sum and row count in one 64-bit number, for objectives whose hessian is 1 in every row: the gradient scaled to
/// 39 bits above 24 bits of count. One addition moves both. Up to 2^24 - 1 rows.
struct CountedGradient: GradientSum {
  var packed: Int64

  static let payloadSize = 4
  static let gradientBits = 37
  static let rowLimit = 1 << 24 - 1
  static let zero = CountedGradient(packed: 0)

  @inline(__always)
  init(packed: Int64) { self.packed = packed }

  @inline(__always)
  init(record: UnsafeRawPointer, scales: FixedPoint) {
    let gradient = Double(record.load(as: Float.self)) * scales.gradientScale
    packed = nearestInteger(gradient) << 24 &+ 1
  }

  @inline(__always)
  static func store(gradient: Float, hessian: Float, to record: UnsafeMutableRawPointer) {
    record.storeBytes(of: gradient, as: Float.self)
  }

  @inline(__always)
  var isZero: Bool { packed == 0 }
  @inline(__always)
  func gradient(unit: Double) -> Double { Double(packed >> 24) * unit }
  @inline(__always)
  func hessian(unit: Double) -> Double { Double(Int32(truncatingIfNeeded: packed & 0xFF_FFFF)) }

  @inline(__always)
  static func &+ (left: Self, right: Self) -> Self { Self(packed: left.packed &+ right.packed) }
  @inline(__always)
  static func &- (left: Self, right: Self) -> Self { Self(packed: left.packed &- right.packed) }
}

/// Gradient and hessian sums as two 64-bit numbers, for all other objectives and for weighted rows.
struct GradientPair: GradientSum {
  var sums: SIMD2<Int64>

  static let payloadSize = 8
  static let gradientBits = 49
  static let zero = GradientPair(sums: .zero)

  @inline(__always)
  init(sums: SIMD2<Int64>) { self.sums = sums }

  @inline(__always)
  init(record: UnsafeRawPointer, scales: FixedPoint) {
    let gradient = Double(record.load(as: Float.self)) * scales.gradientScale
    let hessian = Double(record.load(fromByteOffset: 4, as: Float.self)) * scales.hessianScale
    sums = SIMD2(nearestInteger(gradient), nearestInteger(hessian))
  }

  @inline(__always)
  static func store(gradient: Float, hessian: Float, to record: UnsafeMutableRawPointer) {
    record.storeBytes(of: gradient, as: Float.self)
    record.storeBytes(of: hessian, toByteOffset: 4, as: Float.self)
  }

  @inline(__always)
  var isZero: Bool { sums.x | sums.y == 0 }
  @inline(__always)
  func gradient(unit: Double) -> Double { Double(sums.x) * unit }
  @inline(__always)
  func hessian(unit: Double) -> Double { Double(sums.y) * unit }

  @inline(__always)
  static func &+ (left: Self, right: Self) -> Self { Self(sums: left.sums &+ right.sums) }
  @inline(__always)
  static func &- (left: Self, right: Self) -> Self { Self(sums: left.sums &- right.sums) }
}
