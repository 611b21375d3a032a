import Columns
import Dispatch
import Synchronization

/// The rows of a table, read from the pages of its file on two threads.
///
/// Valid for as long as both files' connections hold the state that the file is in.
struct TableFile {
  private let columns: [StoredColumn]
  private let leaves: [ArraySlice<Int>]
  private let files: [DatabasePages]
  private let rowCounts: [Int]
  private let isDue: @Sendable () -> Bool

  private var rowCount: Int { rowCounts[0] + rowCounts[1] }

  /// - Parameters:
  ///   - columns: all columns of the table, as its records hold them.
  ///   - files: the file, for each of two threads.
  ///   - isDue: whether to give up.
  /// - Returns: `nil` where the pages are not those of a table.
  init?(
    root: Int, columns: [StoredColumn], files: [DatabasePages], until isDue: @escaping @Sendable () -> Bool
  ) {
    guard let all = TableLeaves(root: root, in: files[0])?.pages, all.count > 1 else { return nil }
    let halves = [all[..<(all.count / 2)], all[(all.count / 2)...]]
    let counts = Self.onTwoThreads { half -> Int? in
      var sum = 0
      for leaf in halves[half] {
        guard let count = files[half].rowCount(ofLeaf: leaf) else { return nil }
        sum += count
      }
      return sum
    }.compactMap { $0 }
    guard counts.count == 2 else { return nil }
    self.columns = columns
    self.files = files
    self.isDue = isDue
    leaves = halves
    rowCounts = counts
  }

  /// The named columns.
  /// - Parameter names: where each is among the table's columns, and how it is to be called.
  /// - Returns: `nil` where a row cannot be decoded, or a value cannot stand in its column.
  func read(_ names: [(place: Int, name: String)], precision: ColumnReader.Precision) -> [Column]? {
    guard var kinds = probed(names.map(\.place)) else { return nil }
    if precision == .single { kinds = kinds.map { $0 == .text ? .text : .single } }
    var columns = [Column?](repeating: nil, count: names.count)
    // A column whose first rows told too little of its type is read once more, and one that is not numbers at all, twice.
    for _ in 0..<3 {
      let wanted = names.indices.filter { columns[$0] == nil }
      guard let read = read(wanted.map { (names[$0].place, kinds[$0]) }) else { return nil }
      for (place, outcome) in zip(wanted, read) {
        switch outcome {
        case .column(let values, let validity): columns[place] = Column(names[place].name, values, validity: validity)
        case .other(let kind): kinds[place] = precision == .single && kind != .text ? .single : kind
        case .mixed: return nil
        }
      }
      if columns.allSatisfy({ $0 != nil }) { return columns.compactMap { $0 } }
    }
    return nil
  }

  /// What the rows of the first leaf seem to be.
  private func probed(_ places: [Int]) -> [RecordTarget.Kind]? {
    guard let leaf = leaves[0].first, let count = files[0].rowCount(ofLeaf: leaf) else { return nil }
    let reader = LeafReader(
      targets(of: Dictionary(uniqueKeysWithValues: places.map { ($0, (.probed, nil)) })), rowCount: count, of: files[0])
    guard reader.read(leaves[0].prefix(1), until: isDue) else { return nil }
    return places.map { place in
      let types = reader.targets[place].misfits
      if types.contains(.text) { return .text }
      return types.contains(.real) || columns[place].isReal ? .real : .integer
    }
  }

  /// What came of reading a column as a kind.
  private enum Outcome {
    case column(ColumnValues, Validity?)
    /// It has values of one other kind only.
    case other(RecordTarget.Kind)
    /// It has values that no one kind can store.
    case mixed
  }

  private func read(_ wanted: [(place: Int, kind: RecordTarget.Kind)]) -> [Outcome]? {
    var readers: [LeafReader] = []
    let arrays = ColumnMemory.fill(wanted.map(\.kind)[...], rowCount: rowCount) { memory in
      readers = (0..<2).map { half in
        let first = half * rowCounts[0]
        let uses = zip(wanted, memory).map { use, start in
          (use.place, (use.kind, start + first * (use.kind == .integer || use.kind == .real ? 8 : 4)))
        }
        return LeafReader(
          targets(of: Dictionary(uniqueKeysWithValues: uses)), rowCount: rowCounts[half], of: files[half])
      }
      let (parts, leaves, isDue) = (readers, leaves, isDue)
      return Self.onTwoThreads { parts[$0].read(leaves[$0], until: isDue) }.allSatisfy { $0 }
    }
    guard let arrays else { return nil }
    return zip(wanted, arrays).map { use, values in
      outcome(values, readers.map { $0.targets + use.place })
    }
  }

  private func targets(of uses: [Int: (kind: RecordTarget.Kind, memory: UnsafeMutableRawPointer?)]) -> [RecordTarget] {
    (0...(uses.keys.max() ?? 0)).map { place in
      RecordTarget(columns[place], uses[place]?.kind ?? .skipped, memory: uses[place]?.memory)
    }
  }

  private func outcome(_ values: ColumnMemory.Values, _ halves: [UnsafeMutablePointer<RecordTarget>]) -> Outcome {
    let misfits = halves[0].pointee.misfits.union(halves[1].pointee.misfits)
    let misfitCount = halves.reduce(0) { $0 + $1.pointee.misfitCount }
    let missingCount = halves.reduce(0) { $0 + $1.pointee.missingCount }
    let fitCount = rowCount - misfitCount - missingCount
    if misfitCount > 0 {
      switch values {
      case .integer where misfits == .real: return .other(.real)
      case .integer, .real, .single: return misfits == .text && fitCount == 0 ? .other(.text) : .mixed
      case .text: return misfits.isDisjoint(with: [.text, .blob]) && fitCount == 0 ? .other(.integer) : .mixed
      }
    }
    let validity = missingCount == 0 ? nil : validity(halves)
    if fitCount == 0 { return .column(.real([Double](repeating: 0, count: rowCount)), validity) }
    switch values {
    case .integer(let values): return .column(.integer(values), validity)
    case .real(let values): return .column(.real(values), validity)
    case .single(let values): return .column(.single(values), validity)
    case .text(let codes): return .column(.text(joined(codes, halves)), validity)
    }
  }

  private func validity(_ halves: [UnsafeMutablePointer<RecordTarget>]) -> Validity {
    var all = Validity()
    for (half, count) in zip(halves, rowCounts) {
      all.append(
        contentsOf: half.pointee.missing.map { Validity(missing: UnsafePointer($0), count: count) }
          ?? Validity(repeating: true, count: count))
    }
    return all
  }

  /// The codes of the second half in the dictionary of the first, to which its new texts are added.
  private func joined(_ codes: consuming [Int32], _ halves: [UnsafeMutablePointer<RecordTarget>]) -> DictionaryText {
    guard let texts = halves[1].pointee.texts else { return DictionaryText(values: [], codes: codes) }
    let places = (0..<texts.count).map { code -> Int32 in
      let text = texts.text(code)
      return halves[0].pointee.texts?.code(of: text.baseAddress.unsafelyUnwrapped, text.count) ?? 0
    }
    if places.enumerated().contains(where: { $0.offset != $0.element }) {
      let missing = halves[1].pointee.missing
      codes.withUnsafeMutableBufferPointer { codes in
        for row in 0..<rowCounts[1] {
          let isMissing = missing.map { $0[row >> 6] >> UInt64(row & 63) & 1 == 1 } ?? false
          let place = rowCounts[0] + row
          if !isMissing { codes[place] = places[Int(codes[place])] }
        }
      }
    }
    return DictionaryText(values: halves[0].pointee.texts?.values ?? [], codes: codes)
  }

  private static func onTwoThreads<Result: Sendable>(_ work: @Sendable (Int) -> Result) -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: 2))
    DispatchQueue.concurrentPerform(iterations: 2) { half in
      let result = work(half)
      results.withLock { $0[half] = result }
    }
    return results.withLock { $0 }.compactMap { $0 }
  }
}
