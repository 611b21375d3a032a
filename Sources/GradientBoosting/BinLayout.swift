/// Where the bins of every feature stand in row records and histograms.
///
/// A slot is one 16-bit number of a row record and a run of cells of a histogram. It carries one feature, or several whose
/// joint values are few. Slots are grouped so that a group has at most 65536 cells; a record holds cell numbers within the
/// group.
struct BinLayout: Sendable {
  struct Slot: Sendable {
    /// The features that can be read off the slot.
    var features: [Int]
    /// The first cell in a histogram.
    var firstCell: Int
    /// The number of cells.
    var cellCount: Int
    /// The first cell in numbers of the group.
    var firstCellInGroup: Int
  }

  /// Where a feature is read.
  struct Place: Sendable {
    var slot: Int
    /// The feature's bin of every cell of the slot, or `nil` where the cells are its bins.
    var binOfCell: [UInt16]?
  }

  struct Group: Sendable {
    var slots: Range<Int>
    var firstCell: Int
  }

  private(set) var slots: [Slot] = []
  private(set) var groups: [Group] = []
  /// One place per feature; `nil` for a feature that is the same in every row.
  private(set) var places: [Place?]
  /// The number of cells of a histogram.
  private(set) var cellCount = 0

  init(_ cuts: [FeatureCuts]) {
    places = Array(repeating: nil, count: cuts.count)
    for (feature, cut) in cuts.enumerated() where cut.cellCount > 1 && !(cut.categoryCount != nil && cut.binCount < 2 && !cut.hasMissing) {
      places[feature] = Place(slot: slots.count, binOfCell: nil)
      appendSlot(features: [feature], cellCount: cut.cellCount)
    }
  }

  private mutating func appendSlot(features: [Int], cellCount count: Int) {
    if let group = groups.last, cellCount + count - group.firstCell <= 65536 {
      groups[groups.count - 1].slots = group.slots.lowerBound..<slots.count + 1
    } else {
      groups.append(Group(slots: slots.count..<slots.count + 1, firstCell: cellCount))
    }
    let base = groups[groups.count - 1].firstCell
    slots.append(
      Slot(features: features, firstCell: cellCount, cellCount: count, firstCellInGroup: cellCount - base))
    cellCount += count
  }
}
