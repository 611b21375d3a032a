import GRDB

/// How many entries a b-tree has and on how many leaves, told from a few of its pages.
///
/// Knuth's way to size a tree: walk from the root to a leaf and multiply the number of children met on the way; the mean over
/// walks that are spread evenly is the size.
struct TreeEstimate {
  /// Rows of a table, or entries of an index.
  let entries: Double
  /// Pages at the bottom of the tree, each of which an exact count has to read.
  let leaves: Double

  private static let walks = 64
  /// More levels than any b-tree that fits on a disk has.
  private static let deepest = 12
  /// Steps of the golden ratio fill an interval evenly, however many are made.
  private static let golden = 0.618_033_988_749_894_9

  /// Walks the tree whose first page is `root`.
  /// - Returns: `nil` where the file does not hold the tree, or only part of it: it is new, or in the log.
  init?(root: Int, of database: DatabaseName, in db: Database) {
    guard let pages = DatabasePages(of: database, in: db) else { return nil }
    var entries = 0.0
    var leaves = 0.0
    for walk in 1...Self.walks {
      guard let end = Self.walk(from: root, place: Double(walk) * Self.golden, pages) else { return nil }
      entries += end.entries
      leaves += end.leaves
    }
    self.entries = entries / Double(Self.walks)
    self.leaves = leaves / Double(Self.walks)
  }

  /// One walk; `place` says which child to take at each level.
  private static func walk(from root: Int, place: Double, _ pages: DatabasePages) -> (entries: Double, leaves: Double)?
  {
    var number = root
    var place = place - place.rounded(.down)
    var weight = 1.0
    var entries = 0.0
    for _ in 0..<deepest {
      guard let page = pages.page(number) else { return nil }
      entries += Double(page.entryCount) * weight
      guard let childCount = page.childCount else { return (entries, weight) }
      weight *= Double(childCount)
      let scaled = place * Double(childCount)
      let child = min(Int(scaled), childCount - 1)
      place = scaled - Double(child)
      guard let next = page.child(child) else { return nil }
      number = next
    }
    return nil
  }
}
