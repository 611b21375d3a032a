import Foundation

/// `geometric_mean(x)`: the nth root of the product of n numbers. With a 0 among them it is 0, with a negative number NULL.
struct GeometricMean: Aggregate {
  private var count = 0
  private var zeros = 0
  private var undefined = 0
  private var logarithms = WideSum()

  mutating func add(_ row: FunctionArguments) throws(FunctionError) { try change(row, 1) }
  mutating func remove(_ row: FunctionArguments) throws(FunctionError) { try change(row, -1) }

  private mutating func change(_ row: FunctionArguments, _ sign: Double) throws(FunctionError) {
    guard let number = try row.number(0) else { return }
    count += Int(sign)
    if number == 0 {
      zeros += Int(sign)
    } else if number > 0, number.isFinite {
      logarithms.add(sign * log(number))
    } else {
      undefined += Int(sign)
    }
  }

  mutating func value() -> SQLValue {
    guard count > 0, undefined == 0 else { return .null }
    return .real(zeros > 0 ? 0 : exp(logarithms.value / Double(count)))
  }
}
