public import Diagnostics

/// Why an evaluation cannot be computed.
public struct EvaluationError: Diagnostic {
  /// A short stable word to match on.
  public let code: String
  /// What the error is about.
  public let subject: String
  /// What would have been right.
  public let expected: String?
  /// What was there instead.
  public let found: String
  /// What to do about it.
  public let remedy: String?

  static func noRows(_ subject: String) -> EvaluationError {
    EvaluationError(
      code: "no-rows", subject: subject, expected: "at least one row", found: "none",
      remedy: "check the split: its test part is empty")
  }

  static func unequalLengths(
    _ first: String, _ firstCount: Int, _ second: String, _ secondCount: Int
  ) -> EvaluationError {
    EvaluationError(
      code: "unequal-lengths", subject: "\(first) and \(second)", expected: "equally many rows",
      found: "\(firstCount) and \(secondCount)", remedy: "evaluate predictions of the same rows, in the same order")
  }

  static func notNumeric(_ name: String) -> EvaluationError {
    EvaluationError(
      code: "not-numeric", subject: "column \(name)", expected: "numbers", found: "text",
      remedy: "convert it with CAST in the query, or leave the column out")
  }

  static func notFinite(_ name: String, row: Int, found: String) -> EvaluationError {
    EvaluationError(
      code: "not-finite", subject: "column \(name), row \(row + 1)", expected: "a finite number", found: found,
      remedy: "repair or filter such rows before the evaluation")
  }

  static func threshold(_ value: Double) -> EvaluationError {
    EvaluationError(
      code: "invalid-threshold", subject: "bias threshold", expected: "a finite number", found: "\(value)",
      remedy: "take the smallest label among the positive rows")
  }

  static func facetValues(_ name: String, values: [String], total: Int) -> EvaluationError {
    let more = total > values.count ? " and \(total - values.count) more" : ""
    return EvaluationError(
      code: "facet-values", subject: "bias facet \(name)", expected: "at most two distinct values",
      found: "\(total): \(values.joined(separator: ", "))\(more)",
      remedy: "name a column with two values, or derive one in the query, for example CASE WHEN … THEN 1 ELSE 0 END")
  }

  static func rmse(_ name: String, _ value: Double) -> EvaluationError {
    EvaluationError(
      code: "invalid-rmse", subject: name, expected: "a finite number, not negative", found: "\(value)",
      remedy: "check the predictions of that part of the split")
  }
}
