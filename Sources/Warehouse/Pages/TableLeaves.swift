/// The pages at the bottom of a rowid table's b-tree, in the order of their rowids.
struct TableLeaves {
  let pages: [Int]
  /// More levels than any b-tree that fits on a disk has.
  private static let deepest = 12

  /// - Parameter root: the tree's first page.
  /// - Returns: `nil` where it is no rowid table, or the file holds only part of it.
  init?(root: Int, in file: DatabasePages) {
    let pageCount = file.pageCount
    var level = [root]
    for _ in 0..<Self.deepest {
      // All leaves are equally deep: one page tells of what kind its neighbours are.
      guard let first = level.first.flatMap(file.page) else { return nil }
      if first.kind == .tableLeaf {
        pages = level
        return
      }
      var next: [Int] = []
      for number in level {
        guard let page = file.page(number), page.kind == .tableInterior, let count = page.childCount else { return nil }
        for place in 0..<count {
          guard let child = page.child(place) else { return nil }
          next.append(child)
        }
        // A damaged file may name a page more than once.
        guard next.count < pageCount else { return nil }
      }
      level = next
    }
    return nil
  }
}
