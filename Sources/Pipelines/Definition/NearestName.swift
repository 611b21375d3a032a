/// What somebody may have meant with a name that is not known.
enum NearestName {
  /// The known name that takes the fewest changes of a character, where these are few for the length of the word.
  static func of(_ word: String, among known: some Collection<String>) -> String? {
    let ranked = known.map { (name: $0, changes: changes(from: Array(word), to: Array($0))) }
      .sorted { ($0.changes, $0.name) < ($1.changes, $1.name) }
    guard let best = ranked.first, best.changes <= max(1, min(3, word.count / 2)) else { return nil }
    return best.name
  }

  /// How many characters have to be put in, taken out or replaced.
  private static func changes(from old: [Character], to new: [Character]) -> Int {
    var row = Array(0...new.count)
    for (i, character) in old.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in new.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(diagonal + (character == other ? 0 : 1), above + 1, row[j] + 1)
        diagonal = above
      }
    }
    return row[new.count]
  }
}
