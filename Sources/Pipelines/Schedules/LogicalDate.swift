/// The day that an execution is about, as its pipeline gets it: as the value of a parameter.
public struct LogicalDate: Sendable {
  /// The day, `YYYY-MM-DD`.
  public let day: String

  /// Reads a day.
  /// - Throws: ``PipelineError`` where the text is none.
  public init(_ text: String) throws {
    guard CivilDate(text) != nil else {
      throw PipelineError(
        code: "invalid-date", subject: "logical date", expected: "a day such as 2026-03-31", found: "\"\(text)\"",
        remedy: "correct the date")
    }
    day = text
  }

  /// A day that is known to be one.
  init(known day: String) { self.day = day }

  /// The values of an execution's parameters: those given, and the day in place of what they say for `parameter`.
  /// - Parameter parameter: the parameter that gets the day; `nil` where the pipeline has none.
  func parameters(
    _ given: [(name: String, value: String)], in parameter: String?
  ) -> [(name: String, value: String)] {
    guard let parameter else { return given }
    return given.filter { $0.name != parameter } + [(parameter, day)]
  }
}

extension ExecutionRequest {
  /// The same request for a day, which `parameter` of the pipeline gets.
  /// - Parameter parameter: `nil` where the pipeline has none; the day is then on record only.
  /// - Throws: ``PipelineError`` where the request gives that parameter another value.
  public func about(_ date: LogicalDate, in parameter: String?) throws -> ExecutionRequest {
    if let other = parameters.first(where: { $0.name == parameter && $0.value != date.day }) {
      throw PipelineError(
        code: "parameter-value", subject: "parameter \(other.name)", expected: "the logical date, \(date.day)",
        found: "\"\(other.value)\"", remedy: "give one of the two, or the same day for both")
    }
    var request = self
    request.parameters = date.parameters(parameters, in: parameter)
    request.logicalDate = date.day
    return request
  }
}
