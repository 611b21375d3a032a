/// The inner loops over row records. Unsafe: `rows` are numbers of records of the shard, the record's cells are in range (see
/// ``BinnedRows``), and `histogram` has the layout's cell count.
struct HistogramKernel<Sum: GradientSum>: @unchecked Sendable {
  /// Slots of one width that a tree looks at.
  private struct Slots {
    /// Bytes of a record where they stand.
    var offsets: [Int] = []
    /// Their first cells in a histogram.
    var firstCells: [Int] = []
  }

  private var wide = Slots()
  private var narrow = Slots()
  let scales: FixedPoint

  init(layout: BinLayout, usedSlots: [Bool], scales: FixedPoint) {
    self.scales = scales
    for (index, slot) in layout.slots.enumerated() where usedSlots[index] {
      if slot.isWide {
        wide.offsets.append(slot.offset)
        wide.firstCells.append(slot.firstCell)
      } else {
        narrow.offsets.append(slot.offset)
        narrow.firstCells.append(slot.firstCell)
      }
    }
  }

  /// Adds rows of a shard to a histogram.
  func accumulate(
    rows: UnsafePointer<UInt16>, count: Int, shard: UnsafeRawPointer, stride: Int,
    into histogram: UnsafeMutablePointer<Sum>
  ) {
    wide.offsets.withUnsafeBufferPointer { wideOffsets in
      wide.firstCells.withUnsafeBufferPointer { wideCells in
        narrow.offsets.withUnsafeBufferPointer { narrowOffsets in
          narrow.firstCells.withUnsafeBufferPointer { narrowCells in
            Self.add(
              rows: rows, count: count, shard: shard, stride: stride, histogram: histogram, scales: scales,
              wideOffsets: wideOffsets, wideCells: wideCells, narrowOffsets: narrowOffsets, narrowCells: narrowCells)
          }
        }
      }
    }
  }

  @inline(never)
  private static func add(
    rows: UnsafePointer<UInt16>, count: Int, shard: UnsafeRawPointer, stride: Int,
    histogram: UnsafeMutablePointer<Sum>, scales: FixedPoint, wideOffsets: UnsafeBufferPointer<Int>,
    wideCells: UnsafeBufferPointer<Int>, narrowOffsets: UnsafeBufferPointer<Int>, narrowCells: UnsafeBufferPointer<Int>
  ) {
    let wideCount = wideOffsets.count
    let narrowCount = narrowOffsets.count
    for index in 0..<count {
      let record = shard + Int(rows[index]) &* stride
      let value = Sum(record: record, scales: scales)
      var slot = 0
      while slot < wideCount {
        let cell = Int(record.load(fromByteOffset: wideOffsets[slot], as: UInt16.self))
        add(value, histogram + (wideCells[slot] &+ cell))
        slot &+= 1
      }
      slot = 0
      while slot &+ 4 <= narrowCount {
        add(value, histogram + (narrowCells[slot] &+ byte(record, narrowOffsets[slot])))
        add(value, histogram + (narrowCells[slot &+ 1] &+ byte(record, narrowOffsets[slot &+ 1])))
        add(value, histogram + (narrowCells[slot &+ 2] &+ byte(record, narrowOffsets[slot &+ 2])))
        add(value, histogram + (narrowCells[slot &+ 3] &+ byte(record, narrowOffsets[slot &+ 3])))
        slot &+= 4
      }
      while slot < narrowCount {
        add(value, histogram + (narrowCells[slot] &+ byte(record, narrowOffsets[slot])))
        slot &+= 1
      }
    }
  }

  @inline(__always)
  private static func byte(_ record: UnsafeRawPointer, _ offset: Int) -> Int {
    Int(record.load(fromByteOffset: offset, as: UInt8.self))
  }

  @inline(__always)
  private static func add(_ value: Sum, _ place: UnsafeMutablePointer<Sum>) {
    place.pointee = place.pointee &+ value
  }
}

/// Where a split reads its cell.
struct SplitPlace: Sendable {
  /// The byte of a record.
  var offset: Int32 = 0
  /// Whether the cell has 16 bits.
  var isWide = false

  @inline(__always)
  func cell(of record: UnsafeRawPointer) -> Int {
    isWide
      ? Int(record.load(fromByteOffset: Int(offset), as: UInt16.self))
      : Int(record.load(fromByteOffset: Int(offset), as: UInt8.self))
  }
}

/// Divides the rows of a node between its children. Unsafe: `sides` has one byte per cell of the slot, 1 for left; the places
/// written lie within the segment.
enum PartitionKernel {
  /// Writes rows that go left upwards from `left` and the others downwards below `right`; both places move.
  @inline(__always)
  static func divide(
    rows: UnsafePointer<UInt16>, count: Int, shard: UnsafeRawPointer, stride: Int, place: SplitPlace,
    sides: UnsafePointer<UInt8>, left: inout UnsafeMutablePointer<UInt16>, right: inout UnsafeMutablePointer<UInt16>
  ) {
    if place.isWide {
      divide(UInt16.self, rows, count, shard + Int(place.offset), stride, sides, &left, &right)
    } else {
      divide(UInt8.self, rows, count, shard + Int(place.offset), stride, sides, &left, &right)
    }
  }

  @inline(__always)
  private static func divide<Cell: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _: Cell.Type, _ rows: UnsafePointer<UInt16>, _ count: Int, _ cells: UnsafeRawPointer, _ stride: Int,
    _ sides: UnsafePointer<UInt8>, _ left: inout UnsafeMutablePointer<UInt16>,
    _ right: inout UnsafeMutablePointer<UInt16>
  ) {
    for index in 0..<count {
      let row = rows[index]
      let cell = cells.load(fromByteOffset: Int(row) &* stride, as: Cell.self)
      let side = Int(sides[Int(truncatingIfNeeded: cell)])
      left.pointee = row
      (right - 1).pointee = row
      left += side
      right += side &- 1
    }
  }

  /// Reads every cache line of a shard once, in order: what follows reads them out of order, and this is faster.
  @inline(never)
  static func touch(_ shard: UnsafeRawPointer, byteCount: Int) {
    var seen: UInt8 = 0
    var offset = 0
    while offset < byteCount {
      seen |= shard.load(fromByteOffset: offset, as: UInt8.self)
      offset &+= 64
    }
    withExtendedLifetime(seen) {}
    sink(seen)
  }

  @inline(never)
  @_optimize(none)
  private static func sink(_ value: UInt8) {}
}
