import ArgumentParser

/// Options that say how many rows are shown at most.
enum RowLimit {
  /// - Throws: `ValidationError` for a limit that would show nothing.
  static func check(_ limit: Int?, _ option: String) throws {
    guard limit.map({ $0 > 0 }) ?? true else { throw ValidationError("\(option) takes a number of at least 1.") }
  }
}
