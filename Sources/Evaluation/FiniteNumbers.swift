import Columns

extension Column {
  /// The rows as numbers.
  /// - Throws: ``EvaluationError`` where the column holds text, or a row holds no finite number; the error names the row.
  func finiteNumbers() throws(EvaluationError) -> [Double] {
    guard let numbers = doubles else { throw .notNumeric(name) }
    for row in numbers.indices where !numbers[row].isFinite {
      throw .notFinite(name, row: row, found: text(at: row) ?? "a missing value")
    }
    return numbers
  }
}
