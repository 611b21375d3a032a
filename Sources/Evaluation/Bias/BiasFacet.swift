import Columns

/// How a column divides rows into group d, which may be at a disadvantage, and group a, all others.
public enum BiasFacet: Sendable, Equatable {
  /// The column has two values; the higher one is group d.
  case binary
  /// Rows of this value are group d; the rest is group a.
  case category(String)
  /// Rows whose number is above the threshold are group d.
  case above(Double)

  /// The group of each row: `true` for d, `false` for a, `nil` where the facet is missing.
  /// - Throws: ``EvaluationError`` where the column does not fit the facet.
  func groups(_ column: Column) throws(EvaluationError) -> [Bool?] {
    switch self {
    case .binary:
      return try FacetGroups(column).groupOfRow.map { $0.map { $0 == 1 } }
    case .category(let value):
      return (0..<column.count).map { row in column.text(at: row).map { $0 == value } }
    case .above(let threshold):
      guard threshold.isFinite else { throw .threshold(threshold) }
      guard let numbers = column.doubles else { throw .notNumeric(column.name) }
      return numbers.map { $0.isNaN ? nil : $0 > threshold }
    }
  }
}
