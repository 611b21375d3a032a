public import Diagnostics

/// What can go wrong with experiments and runs.
public struct TrackingError: Diagnostic {
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

  static func unknownRun(_ identifier: String) -> TrackingError {
    TrackingError(
      code: "unknown-run", subject: "run \(identifier)", expected: "the id of a run, or the first characters of one",
      found: "no such run", remedy: "`stockroom runs list` shows the runs there are")
  }

  static func ambiguousRun(_ identifier: String, _ matches: [String]) -> TrackingError {
    TrackingError(
      code: "ambiguous-run", subject: "run \(identifier)", expected: "the id of one run",
      found: "\(matches.count) runs that begin so: \(matches.joined(separator: ", "))", remedy: "give more characters")
  }

  static func filter(_ text: String, _ column: Int, expected: String, found: String) -> TrackingError {
    TrackingError(
      code: "filter", subject: "filter, column \(column)", expected: expected,
      found: "\(found)\n  \(text)\n  \(String(repeating: " ", count: max(0, column - 1)))^",
      remedy: "write for example: metrics.val_rmse < 5 and params.max_depth = '6'")
  }

  static func unknownTag(_ name: String, run: String) -> TrackingError {
    TrackingError(
      code: "unknown-tag", subject: "run \(run), tag \(name)", expected: "a tag of the run", found: "none of that name",
      remedy: "`stockroom runs show \(run)` lists them")
  }
}
