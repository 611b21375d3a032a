/// One field of a cron expression: the values at which it fires.
struct CronField: Sendable, Equatable {
  /// What a field counts.
  struct Kind: Sendable {
    let name: String
    let range: ClosedRange<Int>
    let names: [String]

    static let minute = Kind(name: "minute", range: 0...59, names: [])
    static let hour = Kind(name: "hour", range: 0...23, names: [])
    static let day = Kind(name: "day of the month", range: 1...31, names: [])
    static let month = Kind(
      name: "month", range: 1...12,
      names: ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
    /// 7 is Sunday, as 0 is.
    static let weekday = Kind(
      name: "day of the week", range: 0...7, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])
  }

  /// In rising order.
  let values: [Int]
  /// Whether it begins with `*`, so that it puts no bound of its own.
  let isWildcard: Bool

  /// Reads a field: `*`, numbers, names, ranges, steps, and lists of them.
  init(_ text: Substring, _ kind: Kind) throws {
    var found: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      found.formUnion(try Self.values(part, kind, whole: text))
    }
    if kind.name == Kind.weekday.name, found.remove(7) != nil { found.insert(0) }
    values = found.sorted()
    isWildcard = text.hasPrefix("*")
  }

  private static func values(_ part: Substring, _ kind: Kind, whole: Substring) throws -> Set<Int> {
    func wrong(_ expected: String) -> PipelineError {
      PipelineError(
        code: "cron", subject: "cron expression, \(kind.name)", expected: expected, found: "\"\(whole)\"",
        remedy: "write a number, a range such as 1-5, a step such as */15, or a list of them")
    }
    let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
    guard pieces.count <= 2, let body = pieces.first, !body.isEmpty else {
      throw wrong("values from \(kind.range.lowerBound) to \(kind.range.upperBound)")
    }
    var step = 1
    if pieces.count == 2 {
      guard let number = Int(pieces[1]), number >= 1, pieces[1].allSatisfy(\.isNumber) else {
        throw wrong("a step of at least 1")
      }
      step = number
    }
    func number(_ text: Substring) throws -> Int {
      if let place = kind.names.firstIndex(of: text.lowercased()), !text.isEmpty { return place }
      guard !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }), let value = Int(text),
        kind.range.contains(value)
      else { throw wrong("values from \(kind.range.lowerBound) to \(kind.range.upperBound)") }
      return value
    }
    if body == "*" {
      // 0 to 6: Sunday would stand twice in the days of the week.
      let last = kind.name == Kind.weekday.name ? 6 : kind.range.upperBound
      return Set(stride(from: kind.range.lowerBound, through: last, by: step))
    }
    let ends = body.split(separator: "-", omittingEmptySubsequences: false)
    switch ends.count {
    case 1:
      let first = try number(body)
      // `5/15` counts on from 5, as cron has it.
      return pieces.count == 2 ? Set(stride(from: first, through: kind.range.upperBound, by: step)) : [first]
    case 2:
      let (first, last) = (try number(ends[0]), try number(ends[1]))
      // Friday to Sunday: 5-0 is 5-7.
      let end = kind.name == Kind.weekday.name && last == 0 && first > 0 ? 7 : last
      guard first <= end else { throw wrong("a range that rises") }
      return Set(stride(from: first, through: end, by: step))
    default: throw wrong("one range")
    }
  }
}
