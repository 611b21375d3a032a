import Synchronization

/// Rows as records: room for a row's gradient, then the cell of every slot, contiguous.
///
/// Unsafe: `base` holds `rowCount` records of `stride` bytes; every cell was written by ``init`` and is below its slot's cell
/// count.
final class BinnedRows: @unchecked Sendable {
  let rowCount: Int
  let layout: BinLayout
  /// Bytes of a record.
  var stride: Int { layout.recordSize }
  let base: UnsafeMutableRawPointer
  private static let blockSize = 2048

  /// - Parameter bundles: Which features may share slots; bundles that show too many joint values fall apart.
  init(
    readers: [FeatureReader], rowCount: Int, cuts: [FeatureCuts], bundles: [FeatureBundle] = [], payloadSize: Int,
    pool: WorkerPool
  ) {
    self.rowCount = rowCount
    var bundles = bundles
    while true {
      let layout = BinLayout(cuts, bundles: bundles, payloadSize: payloadSize)
      let base = LargeMemory.allocate(byteCount: max(rowCount * layout.recordSize, 4))
      let writer = RecordWriter(readers: readers, cuts: cuts, layout: layout, bundles: bundles, base: base)
      let pending = writer.write(rowCount: rowCount, blockSize: Self.blockSize, pool: pool)
      if let broken = writer.complete(pending, bundles: &bundles) {
        base.deallocate()
        bundles.remove(at: broken)
        continue
      }
      self.base = base
      // Rows that the sample did not show may have added cells.
      self.layout = pending.isEmpty ? layout : BinLayout(cuts, bundles: bundles, payloadSize: payloadSize)
      return
    }
  }

  deinit { base.deallocate() }
}

/// A row whose joint cell in a bundle the sample did not show.
private struct PendingCell {
  var row: Int
  var bundle: Int
}

/// Fills the records of ``BinnedRows``.
private struct RecordWriter: @unchecked Sendable {
  let readers: [FeatureReader]
  let cuts: [FeatureCuts]
  let layout: BinLayout
  let bundles: [FeatureBundle]
  let base: UnsafeMutableRawPointer

  /// Writes all records block by block; the cells that are still unknown.
  func write(rowCount: Int, blockSize: Int, pool: WorkerPool) -> [PendingCell] {
    let pending = Mutex<[PendingCell]>([])
    pool.forEach((rowCount + blockSize - 1) / blockSize) { claim in
      let values = UnsafeMutablePointer<Float>.allocate(capacity: blockSize)
      let cells = UnsafeMutablePointer<UInt16>.allocate(capacity: blockSize * 2)
      defer {
        values.deallocate()
        cells.deallocate()
      }
      while let block = claim() {
        let rows = block * blockSize..<min((block + 1) * blockSize, rowCount)
        for slot in layout.slots {
          fill(cells, rows: rows, slot: slot, values: values, own: cells + blockSize)
          store(cells, rows: rows, slot: slot)
          guard slot.features.count > 1, let bundle = bundle(of: slot) else { continue }
          for offset in 0..<rows.count where cells[offset] == FeatureBundle.unknown {
            pending.withLock { $0.append(PendingCell(row: rows.lowerBound + offset, bundle: bundle)) }
          }
        }
      }
    }
    return pending.withLock { $0.sorted { ($0.row, $0.bundle) < ($1.row, $1.bundle) } }
  }

  private func bundle(of slot: BinLayout.Slot) -> Int? { bundles.firstIndex { $0.features == slot.features } }

  private func fill(
    _ cells: UnsafeMutablePointer<UInt16>, rows: Range<Int>, slot: BinLayout.Slot,
    values: UnsafeMutablePointer<Float>, own: UnsafeMutablePointer<UInt16>
  ) {
    for (position, feature) in slot.features.enumerated() {
      readers[feature].read(rows, into: values, stride: 1)
      cuts[feature].fill(position == 0 ? cells : own, with: values, count: rows.count)
      if position > 0, let bundle = bundle(of: slot) {
        bundles[bundle].combine(cells, with: own, count: rows.count, position: position)
      }
    }
  }

  private func store(_ cells: UnsafePointer<UInt16>, rows: Range<Int>, slot: BinLayout.Slot) {
    var target = base + rows.lowerBound * layout.recordSize + slot.offset
    for offset in 0..<rows.count {
      if slot.isWide {
        target.storeBytes(of: cells[offset], as: UInt16.self)
      } else {
        target.storeBytes(of: UInt8(truncatingIfNeeded: cells[offset]), as: UInt8.self)
      }
      target += layout.recordSize
    }
  }

  /// Makes cells for the pending rows; the first bundle that has no room for them, if any.
  func complete(_ pending: [PendingCell], bundles: inout [FeatureBundle]) -> Int? {
    for cell in pending {
      let own = bundles[cell.bundle].features.map { feature in
        var value: Float = 0
        var own: UInt16 = 0
        readers[feature].read(cell.row..<cell.row + 1, into: &value, stride: 1)
        cuts[feature].fill(&own, with: &value, count: 1)
        return own
      }
      guard let joint = bundles[cell.bundle].cell(of: own),
        let slot = layout.slots.first(where: { $0.features == bundles[cell.bundle].features }),
        slot.isWide || joint < 256
      else { return cell.bundle }
      var joined = joint
      store(&joined, rows: cell.row..<cell.row + 1, slot: slot)
    }
    return nil
  }
}
