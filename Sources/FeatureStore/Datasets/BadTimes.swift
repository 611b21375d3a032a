/// The rows of a request whose times cannot be read: how many there are, and the first of them.
struct BadTimes {
  /// So many are told one by one.
  private static let shown = 5

  let origin: String
  let column: String
  /// The file of the rows, where they come from one.
  let file: String?
  private var first: [(row: Int, expected: String, found: String)] = []
  private var count = 0

  init(origin: String, column: String, file: String?) {
    self.origin = origin
    self.column = column
    self.file = file
  }

  mutating func add(_ row: Int, expected: String, found: String) {
    count += 1
    if first.count < Self.shown { first.append((row, expected, found)) }
  }

  /// - Parameter total: the number of all rows.
  /// - Throws: ``FeatureStoreError`` where there are such rows, with the place and the value of the first ones.
  func check(of total: Int) throws {
    guard let worst = first.first else { return }
    // A file is read again for the lines, which only errors need.
    let places =
      try file.map { try EntityFile.lines(ofRows: first.map(\.row), in: $0).map { "line \($0)" } }
      ?? first.map { "row \($0.row + 1)" }
    let others = zip(places, first).dropFirst().map { "\($0) \($1.found)" }
    let rest = count > first.count ? ", and \(count - first.count) more" : ""
    throw FeatureStoreError(
      code: "entity-time", subject: "\(origin), \(places[0]), column \(column)", expected: worst.expected,
      found: worst.found
        + (others.isEmpty
          ? ""
          : "; \(count) of \(total) rows have a time that cannot be read: also \(others.joined(separator: ", "))\(rest)"),
      remedy: file == nil ? "correct the times" : "correct the times in the file")
  }
}
