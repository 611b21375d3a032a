public import Diagnostics

/// What can be wrong with training data, parameters or a model file.
public struct BoostingError: Diagnostic {
  /// A short stable word to match on.
  public let code: String
  /// What the error is about.
  public let subject: String
  /// What would have been right, if anything in particular.
  public let expected: String?
  /// What was there instead.
  public let found: String
  /// What to do about it.
  public let remedy: String?

  static func unknownParameter(_ name: String, known: [String]) -> BoostingError {
    BoostingError(
      code: "unknown-parameter", subject: "parameter \(name)", expected: "one of \(known.joined(separator: ", "))",
      found: "no such parameter", remedy: "check the spelling; names are XGBoost's")
  }

  static func invalidParameter(_ name: String, expected: String, found: String) -> BoostingError {
    BoostingError(
      code: "invalid-parameter", subject: "parameter \(name)", expected: expected, found: found,
      remedy: "change the value of \(name)")
  }

  static func textColumn(_ name: String) -> BoostingError {
    BoostingError(
      code: "text-column", subject: "column \(name)", expected: "numbers", found: "text",
      remedy: "cast the column to a number, leave it out, or name it as a categorical column")
  }

  static func infiniteValue(column: String, row: Int, found: String) -> BoostingError {
    BoostingError(
      code: "infinite-value", subject: "column \(column), row \(row)",
      expected: "a number within the range of single precision, or a missing value", found: found,
      remedy: "replace it with NULL or correct the query")
  }

  static func invalidLabel(column: String, row: Int, expected: String, found: String) -> BoostingError {
    BoostingError(
      code: "invalid-label", subject: "label \(column), row \(row)", expected: expected, found: found,
      remedy: "leave rows without a usable label out of the query")
  }

  static func invalidWeight(column: String, row: Int, found: String) -> BoostingError {
    BoostingError(
      code: "invalid-weight", subject: "weight \(column), row \(row)", expected: "a finite number of at least 0",
      found: found, remedy: "correct the weights")
  }

  static func rowCount(of subject: String, expected: Int, found: Int) -> BoostingError {
    BoostingError(
      code: "row-count", subject: subject, expected: "\(expected) rows", found: "\(found)", remedy: nil)
  }

  static func empty(_ subject: String, remedy: String) -> BoostingError {
    BoostingError(code: "empty", subject: subject, expected: "at least one", found: "none", remedy: remedy)
  }

  static func missingFeature(_ name: String, among names: [String]) -> BoostingError {
    BoostingError(
      code: "missing-feature", subject: "feature \(name)", expected: "a column of that name",
      found: "the columns \(names.joined(separator: ", "))", remedy: "add the column to the query")
  }

  static func featureMismatch(set: String, expected: [String], found: [String]) -> BoostingError {
    BoostingError(
      code: "feature-mismatch", subject: "features of \(set)", expected: expected.joined(separator: ", "),
      found: found.joined(separator: ", "), remedy: "give every set the same columns in the same order")
  }

  static func featureCount(expected: Int, found: Int) -> BoostingError {
    BoostingError(
      code: "feature-count", subject: "row", expected: "\(expected) features", found: "\(found)", remedy: nil)
  }

  static func unusableModel(_ place: String, expected: String? = nil, found: String) -> BoostingError {
    BoostingError(
      code: "unusable-model", subject: "model file, \(place)", expected: expected, found: found,
      remedy: "save the model again with XGBoost's save_model, or use an undamaged copy")
  }

  static func featureNames(expected: String, found: String) -> BoostingError {
    BoostingError(
      code: "feature-names", subject: "names of features", expected: expected, found: found,
      remedy: "give one name for each feature, in the model's order")
  }

  static func treeRange(_ found: String, available: Int) -> BoostingError {
    BoostingError(
      code: "iteration-range", subject: "iterations", expected: "a range within 0..<\(available)", found: found,
      remedy: nil)
  }
}
