/// The inner loops over row records. Unsafe: `rows` are numbers of records below the shard's row count, the record's cells are
/// in range (see ``BinnedRows``), and `histogram` has the layout's cell count.
struct HistogramKernel<Sum: GradientSum> {
  /// Slots of one group that a tree looks at.
  struct Group {
    /// The first cell of the group in the histogram.
    var firstCell: Int
    /// Offsets in bytes of the slots in a record.
    var offsets: [Int]
    /// Whether the offsets are consecutive.
    var isContiguous: Bool
  }

  let groups: [Group]
  let scales: FixedPoint

  init(layout: BinLayout, usedSlots: [Bool], payloadSize: Int, scales: FixedPoint) {
    self.scales = scales
    groups = layout.groups.compactMap { group in
      let offsets = group.slots.filter { usedSlots[$0] }.map { payloadSize + $0 * 2 }
      guard let first = offsets.first, let last = offsets.last else { return nil }
      return Group(
        firstCell: group.firstCell, offsets: offsets, isContiguous: last - first == (offsets.count - 1) * 2)
    }
  }

  /// Adds rows of a shard to a histogram.
  @inline(__always)
  func accumulate(
    rows: UnsafePointer<UInt16>, count: Int, shard: UnsafeRawPointer, stride: Int,
    into histogram: UnsafeMutablePointer<Sum>
  ) {
    for group in groups {
      let cells = histogram + group.firstCell
      if group.isContiguous {
        contiguous(
          rows: rows, count: count, shard: shard, stride: stride, offset: group.offsets[0],
          slotCount: group.offsets.count, cells: cells, scales: scales)
      } else {
        group.offsets.withUnsafeBufferPointer { offsets in
          scattered(
            rows: rows, count: count, shard: shard, stride: stride, offsets: offsets, cells: cells, scales: scales)
        }
      }
    }
  }

  @inline(never)
  private func contiguous(
    rows: UnsafePointer<UInt16>, count: Int, shard: UnsafeRawPointer, stride: Int, offset: Int, slotCount: Int,
    cells: UnsafeMutablePointer<Sum>, scales: FixedPoint
  ) {
    for index in 0..<count {
      let record = shard + Int(rows[index]) &* stride
      let value = Sum(record: record, scales: scales)
      let slots = (record + offset).assumingMemoryBound(to: UInt16.self)
      var slot = 0
      while slot &+ 4 <= slotCount {
        add(value, cells, slots[slot])
        add(value, cells, slots[slot &+ 1])
        add(value, cells, slots[slot &+ 2])
        add(value, cells, slots[slot &+ 3])
        slot &+= 4
      }
      while slot < slotCount {
        add(value, cells, slots[slot])
        slot &+= 1
      }
    }
  }

  @inline(never)
  private func scattered(
    rows: UnsafePointer<UInt16>, count: Int, shard: UnsafeRawPointer, stride: Int, offsets: UnsafeBufferPointer<Int>,
    cells: UnsafeMutablePointer<Sum>, scales: FixedPoint
  ) {
    let slotCount = offsets.count
    guard let offsets = offsets.baseAddress else { return }
    for index in 0..<count {
      let record = shard + Int(rows[index]) &* stride
      let value = Sum(record: record, scales: scales)
      var slot = 0
      while slot &+ 4 <= slotCount {
        add(value, cells, record.load(fromByteOffset: offsets[slot], as: UInt16.self))
        add(value, cells, record.load(fromByteOffset: offsets[slot &+ 1], as: UInt16.self))
        add(value, cells, record.load(fromByteOffset: offsets[slot &+ 2], as: UInt16.self))
        add(value, cells, record.load(fromByteOffset: offsets[slot &+ 3], as: UInt16.self))
        slot &+= 4
      }
      while slot < slotCount {
        add(value, cells, record.load(fromByteOffset: offsets[slot], as: UInt16.self))
        slot &+= 1
      }
    }
  }

  @inline(__always)
  private func add(_ value: Sum, _ cells: UnsafeMutablePointer<Sum>, _ cell: UInt16) {
    let place = cells + Int(cell)
    place.pointee = place.pointee &+ value
  }
}

/// Divides the rows of a node between its children. Unsafe: `sides` has one byte per cell of the slot, 1 for left, moved so
/// that it is indexed by cell numbers of the group; `target` has room for `rows.count` numbers.
enum PartitionKernel {
  /// Writes rows that go left upwards from `left` and the others downwards below `right`; both places move.
  @inline(__always)
  static func divide(
    rows: UnsafePointer<UInt16>, count: Int, shard: UnsafeRawPointer, stride: Int, slotOffset: Int,
    sides: UnsafePointer<UInt8>, left: inout UnsafeMutablePointer<UInt16>, right: inout UnsafeMutablePointer<UInt16>
  ) {
    let cells = shard + slotOffset
    for index in 0..<count {
      let row = rows[index]
      let cell = cells.load(fromByteOffset: Int(row) &* stride, as: UInt16.self)
      let side = Int(sides[Int(cell)])
      left.pointee = row
      (right - 1).pointee = row
      left += side
      right += side &- 1
    }
  }
}
