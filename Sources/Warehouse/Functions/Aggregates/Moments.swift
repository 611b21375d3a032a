/// `stddev`, `variance` and their kin. NULL is left out; a sample of one row has no spread, a population of one has none
/// left: NULL and 0.
struct Moments: Aggregate {
  static let functions: [AggregateFunction] = [
    AggregateFunction("stddev", 1) { Moments(isSample: true, isRoot: true) },
    AggregateFunction("stddev_samp", 1) { Moments(isSample: true, isRoot: true) },
    AggregateFunction("stddev_pop", 1) { Moments(isSample: false, isRoot: true) },
    AggregateFunction("variance", 1) { Moments(isSample: true, isRoot: false) },
    AggregateFunction("var_samp", 1) { Moments(isSample: true, isRoot: false) },
    AggregateFunction("var_pop", 1) { Moments(isSample: false, isRoot: false) },
  ]

  private let isSample: Bool
  private let isRoot: Bool
  private var count = 0
  private var outOfRange = 0
  private var sum = WideSum()
  private var squares = WideSum()

  init(isSample: Bool, isRoot: Bool) {
    self.isSample = isSample
    self.isRoot = isRoot
  }

  /// Beyond this, squares are no finite numbers.
  static let limit = 1e150

  mutating func add(_ row: FunctionArguments) throws(FunctionError) { try change(row, 1) }
  mutating func remove(_ row: FunctionArguments) throws(FunctionError) { try change(row, -1) }

  private mutating func change(_ row: FunctionArguments, _ sign: Double) throws(FunctionError) {
    guard let number = try row.number(0) else { return }
    count += Int(sign)
    guard number.magnitude < Self.limit else {
      outOfRange += Int(sign)
      return
    }
    sum.add(sign * number)
    squares.add(sign * number, times: number)
  }

  mutating func value() -> SQLValue {
    guard count > (isSample ? 1 : 0), outOfRange == 0 else { return .null }
    let deviation = max(0, WideSum.deviation(squares, sum, sum, count: Double(count)))
    let variance = deviation / Double(isSample ? count - 1 : count)
    return .real(isRoot ? variance.squareRoot() : variance)
  }
}
