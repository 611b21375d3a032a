/// Rows as records: room for a row's gradient, then the cell of every slot, contiguous.
///
/// Unsafe: `base` holds `rowCount` records of `stride` bytes; every cell was written by ``init`` and is below 65536 and, with
/// its group's first cell, below the layout's cell count.
final class BinnedRows: @unchecked Sendable {
  let rowCount: Int
  /// Bytes of a record.
  let stride: Int
  /// Bytes before the first cell.
  let payloadSize: Int
  let base: UnsafeMutableRawPointer

  init(
    readers: [FeatureReader], rowCount: Int, cuts: [FeatureCuts], layout: BinLayout, payloadSize: Int, pool: WorkerPool
  ) {
    self.rowCount = rowCount
    self.payloadSize = payloadSize
    stride = (payloadSize + layout.slots.count * 2 + 3) / 4 * 4
    base = .allocate(byteCount: max(rowCount * stride, 4), alignment: 64)
    let blockSize = 2048
    pool.forEach((rowCount + blockSize - 1) / blockSize) { claim in
      let values = UnsafeMutablePointer<Float>.allocate(capacity: blockSize)
      defer { values.deallocate() }
      while let block = claim() {
        let rows = block * blockSize..<min((block + 1) * blockSize, rowCount)
        for (index, slot) in layout.slots.enumerated() {
          readers[slot.features[0]].read(rows, into: values, stride: 1)
          fill(rows, slot: index, layout: layout.slots[index], cuts: cuts[slot.features[0]], values: values)
        }
      }
    }
  }

  deinit { base.deallocate() }

  private func fill(
    _ rows: Range<Int>, slot: Int, layout: BinLayout.Slot, cuts: FeatureCuts, values: UnsafePointer<Float>
  ) {
    var target = base + rows.lowerBound * stride + payloadSize + slot * 2
    let first = layout.firstCellInGroup
    if let categoryCount = cuts.categoryCount {
      for offset in 0..<rows.count {
        let value = values[offset]
        let cell = value != value ? categoryCount : min(Int(value), categoryCount + 1)
        // A category beyond the known ones takes the last cell, not that of missing values.
        let known = value == value && cell >= categoryCount ? categoryCount + 1 : cell
        target.storeBytes(of: UInt16(truncatingIfNeeded: first &+ known), as: UInt16.self)
        target += stride
      }
      return
    }
    let binCount = cuts.binCount
    // Where training saw no missing value, one goes right everywhere, as in XGBoost: the place of the largest values.
    let missingCell = cuts.hasMissing ? binCount : binCount - 1
    cuts.thresholds.withUnsafeBufferPointer { thresholds in
      let place = thresholds.baseAddress ?? UnsafePointer(values)
      for offset in 0..<rows.count {
        let cell = FeatureCuts.cell(
          of: values[offset], thresholds: place, binCount: binCount, missingCell: missingCell)
        target.storeBytes(of: UInt16(truncatingIfNeeded: first &+ cell), as: UInt16.self)
        target += stride
      }
    }
  }
}
