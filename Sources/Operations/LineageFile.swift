import Warehouse

/// A loaded file that a user means.
struct LineageFile {
  /// The name that it was loaded by.
  let name: String
  /// Whether only the end of the path is that of the name.
  let isGuess: Bool

  /// Finds a file by the name that it was loaded by, by its path, or by the end of either.
  /// - Returns: `nil` where no file of that name was loaded.
  /// - Throws: `WarehouseError` where several are meant.
  init?(_ text: String, among known: [String]) throws {
    let ways: [(isGuess: Bool, matches: (String) -> Bool)] = [
      (false, { $0 == text }), (false, { FilePath.isSame($0, text) }), (false, { $0.hasSuffix("/" + text) }),
      (true, { text.hasSuffix("/" + $0) }), (true, { FilePath.last($0) == FilePath.last(text) }),
    ]
    for way in ways {
      var files: [String] = []
      for name in known.filter(way.matches) where !files.contains(where: { FilePath.isSame($0, name) }) {
        files.append(name)
      }
      guard files.count < 2 else {
        throw WarehouseError(
          code: "ambiguous-file", subject: text, expected: "the name of one file that was loaded",
          found: "\(files.count): \(files.sorted().prefix(10).joined(separator: ", "))\(files.count > 10 ? ", …" : "")",
          remedy: "name one of them so")
      }
      if let file = files.first {
        name = file
        isGuess = way.isGuess
        return
      }
    }
    return nil
  }
}
