/// A page of a b-tree, as SQLite's file format describes it (https://sqlite.org/fileformat2.html#b_tree_pages).
struct TreePage {
  enum Kind: UInt8 {
    case indexInterior = 2
    case tableInterior = 5
    case indexLeaf = 10
    case tableLeaf = 13
  }

  let kind: Kind
  private let bytes: [UInt8]
  private let header: Int
  private let cellCount: Int

  /// - Parameter header: where the page's header begins; the first page of a file has the file's before it.
  init?(_ bytes: [UInt8], header: Int) {
    guard let kind = Kind(rawValue: bytes[header]) else { return nil }
    self.bytes = bytes
    self.header = header
    self.kind = kind
    cellCount = Int(bytes[header + 3]) << 8 | Int(bytes[header + 4])
    // The array of cell pointers must fit: a page that is being written meanwhile may hold anything.
    guard header + 12 + 2 * cellCount <= bytes.count else { return nil }
  }

  /// The entries that the page itself holds. Inner pages of a table hold keys only, those of an index entries.
  var entryCount: Int { kind == .tableInterior ? 0 : cellCount }

  /// `nil` for a leaf.
  var childCount: Int? {
    switch kind {
    case .indexInterior, .tableInterior: cellCount + 1
    case .indexLeaf, .tableLeaf: nil
    }
  }

  /// The page number of a child from 0.
  func child(_ place: Int) -> Int? {
    guard place < cellCount else { return integer(at: header + 8) }
    let pointer = header + 12 + 2 * place
    return integer(at: Int(bytes[pointer]) << 8 | Int(bytes[pointer + 1]))
  }

  private func integer(at offset: Int) -> Int? {
    guard offset + 4 <= bytes.count else { return nil }
    return bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
  }
}
