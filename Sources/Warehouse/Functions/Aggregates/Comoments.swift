/// `covar_samp`, `covar_pop`, `corr`, `regr_slope` and `regr_intercept`, all of (y, x). Rows in which either is NULL are
/// left out; where x (or, for `corr`, y) does not vary the result is NULL.
struct Comoments: Aggregate {
  enum Figure { case sampleCovariance, covariance, correlation, slope, intercept }

  static let functions: [AggregateFunction] = [
    AggregateFunction("covar_samp", 2) { Comoments(.sampleCovariance) },
    AggregateFunction("covar_pop", 2) { Comoments(.covariance) },
    AggregateFunction("corr", 2) { Comoments(.correlation) },
    AggregateFunction("regr_slope", 2) { Comoments(.slope) },
    AggregateFunction("regr_intercept", 2) { Comoments(.intercept) },
  ]

  private let figure: Figure
  private var count = 0
  private var outOfRange = 0
  private var sumX = WideSum()
  private var sumY = WideSum()
  private var squaresX = WideSum()
  private var squaresY = WideSum()
  private var products = WideSum()

  init(_ figure: Figure) { self.figure = figure }

  mutating func add(_ row: FunctionArguments) throws(FunctionError) { try change(row, 1) }
  mutating func remove(_ row: FunctionArguments) throws(FunctionError) { try change(row, -1) }

  private mutating func change(_ row: FunctionArguments, _ sign: Double) throws(FunctionError) {
    guard let y = try row.number(0), let x = try row.number(1) else { return }
    count += Int(sign)
    guard x.magnitude < Moments.limit, y.magnitude < Moments.limit else {
      outOfRange += Int(sign)
      return
    }
    sumX.add(sign * x)
    sumY.add(sign * y)
    squaresX.add(sign * x, times: x)
    squaresY.add(sign * y, times: y)
    products.add(sign * x, times: y)
  }

  mutating func value() -> SQLValue {
    let n = Double(count)
    guard count > (figure == .sampleCovariance ? 1 : 0), outOfRange == 0 else { return .null }
    let xy = WideSum.deviation(products, sumX, sumY, count: n)
    let xx = max(0, WideSum.deviation(squaresX, sumX, sumX, count: n))
    switch figure {
    case .sampleCovariance: return .real(xy / (n - 1))
    case .covariance: return .real(xy / n)
    case .correlation:
      let yy = max(0, WideSum.deviation(squaresY, sumY, sumY, count: n))
      guard xx > 0, yy > 0 else { return .null }
      // One root is exact more often than two; two where the product leaves the range of doubles.
      let product = (xx * yy).squareRoot()
      let scale = product.isNormal ? product : xx.squareRoot() * yy.squareRoot()
      return .real(max(-1, min(1, xy / scale)))
    case .slope: return xx > 0 ? .real(xy / xx) : .null
    case .intercept: return xx > 0 ? .real((sumY.value - xy / xx * sumX.value) / n) : .null
    }
  }
}
