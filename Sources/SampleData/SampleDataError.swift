public import Diagnostics

/// What can be wrong with the parameters of the generator.
public struct SampleDataError: Diagnostic {
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

  static func count(_ name: String, limit: Int, found: Int) -> SampleDataError {
    SampleDataError(
      code: "count-out-of-range", subject: "parameter \(name)", expected: "a number from 1 to \(limit)",
      found: "\(found)", remedy: "choose another number of \(name)")
  }

  static func startDate(_ text: String) -> SampleDataError {
    SampleDataError(
      code: "invalid-date", subject: "parameter start date",
      expected: "a day of the calendar as YYYY-MM-DD, from the year 1900 on", found: "'\(text)'",
      remedy: "write it as 2023-01-01")
  }

  static func endDate(start: String, days: Int) -> SampleDataError {
    SampleDataError(
      code: "date-out-of-range", subject: "parameters start date and days",
      expected: "a last day not after 9999-12-31", found: "\(days) days from \(start)",
      remedy: "generate fewer days, or start earlier")
  }
}
