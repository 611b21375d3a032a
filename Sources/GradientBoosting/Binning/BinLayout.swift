/// Where the bins of every feature stand in row records and histograms.
///
/// A slot is one number of a row record and a run of cells of a histogram. It carries one feature, or a bundle of several
/// whose joint values are few. Slots of more than 256 cells are wide, 16 bits; they stand first.
struct BinLayout: Sendable {
  struct Slot: Sendable {
    /// The features that can be read off the slot.
    var features: [Int]
    /// The first cell in a histogram.
    var firstCell: Int
    /// The number of cells.
    var cellCount: Int
    /// Whether the number in a record has 16 bits instead of 8.
    var isWide: Bool
    /// The byte of a record where it stands.
    var offset: Int
  }

  /// Where a feature is read.
  struct Place: Sendable {
    var slot: Int
    /// The feature's bin of every cell of the slot, or `nil` where the cells are its bins.
    var binOfCell: [UInt16]?
  }

  private(set) var slots: [Slot] = []
  /// One place per feature; `nil` for a feature that is the same in every row.
  private(set) var places: [Place?]
  /// The number of cells of a histogram.
  private(set) var cellCount = 0
  /// Bytes of a record before the first slot.
  let payloadSize: Int
  /// Bytes of a record.
  private(set) var recordSize: Int

  /// - Parameters:
  ///   - bundles: Which features share slots; the others get slots of their own.
  ///   - payloadSize: Bytes that a record reserves for the row's gradient.
  init(_ cuts: [FeatureCuts], bundles: [FeatureBundle], payloadSize: Int) {
    self.payloadSize = payloadSize
    places = Array(repeating: nil, count: cuts.count)
    var entries: [(features: [Int], cellCount: Int, binsOfCell: [[UInt16]?])] = bundles.map {
      ($0.features, $0.cellCount, $0.binsOfCell)
    }
    let bundled = Set(bundles.flatMap(\.features))
    for (feature, cut) in cuts.enumerated() where cut.canSplit && !bundled.contains(feature) {
      entries.append(([feature], cut.cellCount, [nil]))
    }
    var offset = payloadSize
    for isWide in [true, false] {
      for entry in entries where (entry.cellCount > 256) == isWide {
        for (position, feature) in entry.features.enumerated() {
          places[feature] = Place(slot: slots.count, binOfCell: entry.binsOfCell[position])
        }
        slots.append(
          Slot(
            features: entry.features, firstCell: cellCount, cellCount: entry.cellCount, isWide: isWide, offset: offset))
        cellCount += entry.cellCount
        offset += isWide ? 2 : 1
      }
    }
    recordSize = (offset + 3) / 4 * 4
  }
}
