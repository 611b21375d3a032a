/// `count_if`, `bool_and` (also `every`) and `bool_or`, of conditions: 0 is false, any other number true. NULL is left out.
struct TruthCounts: Aggregate {
  enum Figure { case count, all, any }

  private let figure: Figure
  private var trueCount = 0
  private var falseCount = 0

  init(_ figure: Figure) { self.figure = figure }

  mutating func add(_ row: FunctionArguments) throws(FunctionError) { try change(row, 1) }
  mutating func remove(_ row: FunctionArguments) throws(FunctionError) { try change(row, -1) }

  private mutating func change(_ row: FunctionArguments, _ sign: Int) throws(FunctionError) {
    guard let number = try row.number(0) else { return }
    if number != 0 { trueCount += sign } else { falseCount += sign }
  }

  mutating func value() -> SQLValue {
    switch figure {
    case .count: return .integer(Int64(trueCount))
    case .all: return trueCount + falseCount == 0 ? .null : .integer(falseCount == 0 ? 1 : 0)
    case .any: return trueCount + falseCount == 0 ? .null : .integer(trueCount > 0 ? 1 : 0)
    }
  }
}
