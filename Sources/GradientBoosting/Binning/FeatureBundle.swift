/// Features that share a slot because few of their joint values occur: a calendar's columns, a price and its discounts.
///
/// Joining is lossless: every joint value that occurs has a cell of its own, and the cell tells every feature's bin. Features
/// are joined one after the other: the cell of the first ones and the bin of the next give the cell of all of them.
struct FeatureBundle: Sendable {
  /// Above this number of joint values features do not share a slot.
  static let planLimit = 2048
  /// Above this number, which leaves room for joint values that the sample did not show, a bundle falls apart.
  static let cellLimit = 4096
  static let unknown = UInt16.max

  private struct Join: Sendable {
    /// The number of the feature's cells.
    let width: Int
    /// The cell of every pair of a previous cell and a cell of the feature, or `unknown`.
    var table: [UInt16]
    /// The pair of every cell.
    var pairs: [(previous: UInt16, own: UInt16)] = []

    mutating func add(previous: UInt16, own: UInt16) -> UInt16 {
      let cell = UInt16(pairs.count)
      table[Int(previous) * width + Int(own)] = cell
      pairs.append((previous, own))
      return cell
    }
  }

  private(set) var features: [Int]
  private var firstWidth: Int
  private var joins: [Join] = []

  /// A bundle of one feature.
  init(feature: Int, cellCount: Int) {
    features = [feature]
    firstWidth = cellCount
  }

  /// The number of cells.
  var cellCount: Int { joins.last?.pairs.count ?? firstWidth }

  /// The bin of every cell for every feature.
  var binsOfCell: [[UInt16]?] {
    guard !joins.isEmpty else { return [nil] }
    var bins = Array(repeating: [UInt16](), count: features.count)
    for cell in 0..<cellCount {
      var cell = UInt16(cell)
      for position in stride(from: joins.count, to: 0, by: -1) {
        let pair = joins[position - 1].pairs[Int(cell)]
        bins[position].append(pair.own)
        cell = pair.previous
      }
      bins[0].append(cell)
    }
    return bins
  }

  /// Adds a feature, given the bundle's and the feature's cells of some rows; returns the joint cells, or `nil` where there
  /// are too many of them and nothing changed.
  mutating func join(feature: Int, width: Int, cells: [UInt16], with own: [UInt16]) -> [UInt16]? {
    var join = Join(width: width, table: Array(repeating: Self.unknown, count: Self.cellLimit * width))
    var joint: [UInt16] = []
    joint.reserveCapacity(cells.count)
    for (previous, own) in zip(cells, own) {
      var cell = join.table[Int(previous) * width + Int(own)]
      if cell == Self.unknown {
        guard join.pairs.count < Self.planLimit else { return nil }
        cell = join.add(previous: previous, own: own)
      }
      joint.append(cell)
    }
    features.append(feature)
    joins.append(join)
    return joint
  }

  /// Replaces the cells of the first `position` features by those of one more. Unsafe: both hold `count` cells.
  func combine(
    _ cells: UnsafeMutablePointer<UInt16>, with own: UnsafePointer<UInt16>, count: Int, position: Int
  ) {
    let join = joins[position - 1]
    join.table.withUnsafeBufferPointer { table in
      for index in 0..<count {
        let previous = Int(cells[index])
        cells[index] =
          previous == Int(Self.unknown) ? Self.unknown : table[previous &* join.width &+ Int(own[index])]
      }
    }
  }

  /// The cell of a row with these cells of the features, made if it is new; `nil` where there are too many.
  mutating func cell(of own: [UInt16]) -> UInt16? {
    var cell = own[0]
    for position in joins.indices {
      let known = joins[position].table[Int(cell) * joins[position].width + Int(own[position + 1])]
      if known != Self.unknown {
        cell = known
      } else {
        guard joins[position].pairs.count < Self.cellLimit else { return nil }
        cell = joins[position].add(previous: cell, own: own[position + 1])
      }
    }
    return cell
  }

  /// Bundles features greedily, looking at a sample of rows. Bundles of one feature are left out.
  static func plan(_ cuts: [FeatureCuts], readers: [FeatureReader], rowCount: Int) -> [FeatureBundle] {
    let step = max(rowCount / 50_000, 1)
    var bundles: [(bundle: FeatureBundle, cells: [UInt16])] = []
    // The features with most cells first: those that follow from them join without new cells.
    let order = cuts.indices.filter { cuts[$0].canSplit && cuts[$0].cellCount <= planLimit / 2 }
      .sorted { cuts[$0].cellCount > cuts[$1].cellCount }
    for feature in order {
      let own = sampledCells(cuts[feature], readers[feature], rowCount: rowCount, step: step)
      let width = cuts[feature].cellCount
      var best: (index: Int, bundle: FeatureBundle, cells: [UInt16])?
      for (index, candidate) in bundles.enumerated() {
        var bundle = candidate.bundle
        guard let cells = bundle.join(feature: feature, width: width, cells: candidate.cells, with: own) else {
          continue
        }
        let growth = bundle.cellCount - candidate.bundle.cellCount
        if best.map({ growth < $0.bundle.cellCount - bundles[$0.index].bundle.cellCount }) ?? true {
          best = (index, bundle, cells)
        }
      }
      if let best {
        bundles[best.index] = (best.bundle, best.cells)
      } else {
        bundles.append((FeatureBundle(feature: feature, cellCount: width), own))
      }
    }
    return bundles.map(\.bundle).filter { $0.features.count > 1 }
  }

  private static func sampledCells(_ cuts: FeatureCuts, _ reader: FeatureReader, rowCount: Int, step: Int) -> [UInt16] {
    let sampleCount = (rowCount + step - 1) / step
    return [UInt16](unsafeUninitializedCapacity: sampleCount) { buffer, count in
      guard let output = buffer.baseAddress else { return }
      let values = UnsafeMutablePointer<Float>.allocate(capacity: sampleCount)
      defer { values.deallocate() }
      var phase = 0
      FeatureCuts.forEachBlock(rowCount: rowCount, reader: reader) { block, size in
        while phase < size {
          values[count] = block[phase]
          count += 1
          phase += step
        }
        phase -= size
      }
      cuts.fill(output, with: values, count: count)
    }
  }
}
