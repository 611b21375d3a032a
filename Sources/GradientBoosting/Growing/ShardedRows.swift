/// Which rows every node of a growing tree has, shard by shard.
///
/// A shard is a run of rows that fits in the second-level cache; rows have 16-bit numbers within it. Two buffers of row
/// numbers take turns by depth: the rows of a node of depth d stand in buffer d mod 2, in the same place as its parent's.
/// Behind the rows of the root in buffer 0 stand the rows that were not sampled.
///
/// Unsafe: one thread at a time works on a shard; segments lie within the shard.
final class ShardedRows: @unchecked Sendable {
  struct Segment {
    var start: Int32
    var count: Int32
  }

  let rowCount: Int
  let shardSize: Int
  let shardCount: Int
  private let buffers: (UnsafeMutablePointer<UInt16>, UnsafeMutablePointer<UInt16>)
  private var segments: UnsafeMutablePointer<Segment>
  private var nodeCapacity: Int

  init(rowCount: Int, recordSize: Int) {
    self.rowCount = rowCount
    shardSize = min(max(640 * 1024 / (recordSize + 12) / 256 * 256, 2048), 16384)
    shardCount = (rowCount + shardSize - 1) / shardSize
    buffers = (.allocate(capacity: max(rowCount, 1)), .allocate(capacity: max(rowCount, 1)))
    nodeCapacity = 128
    segments = .allocate(capacity: shardCount * nodeCapacity)
  }

  deinit {
    buffers.0.deallocate()
    buffers.1.deallocate()
    segments.deallocate()
  }

  /// The rows of a shard.
  func range(_ shard: Int) -> Range<Int> {
    shard * shardSize..<min((shard + 1) * shardSize, rowCount)
  }

  /// Makes room for nodes below `count`. Between passes only.
  func reserve(nodes count: Int) {
    guard count > nodeCapacity else { return }
    let capacity = max(count, nodeCapacity * 2)
    let grown = UnsafeMutablePointer<Segment>.allocate(capacity: shardCount * capacity)
    for shard in 0..<shardCount {
      (grown + shard * capacity).update(from: segments + shard * nodeCapacity, count: nodeCapacity)
    }
    segments.deallocate()
    segments = grown
    nodeCapacity = capacity
  }

  @inline(__always)
  func segment(shard: Int, node: Int) -> Segment { segments[shard &* nodeCapacity &+ node] }

  @inline(__always)
  func setSegment(_ segment: Segment, shard: Int, node: Int) { segments[shard &* nodeCapacity &+ node] = segment }

  /// The start of a shard in the buffer for nodes of that depth.
  @inline(__always)
  func numbers(shard: Int, depth: Int) -> UnsafeMutablePointer<UInt16> {
    (depth & 1 == 0 ? buffers.0 : buffers.1) + shard &* shardSize
  }

  /// Draws the rows of the root; the others follow behind.
  /// - Parameter sampling: How rows are drawn; `nil` takes all.
  func sample(shard: Int, _ sampling: RowSampling?) {
    let rows = range(shard)
    let numbers = numbers(shard: shard, depth: 0)
    guard let sampling else {
      for offset in 0..<rows.count { numbers[offset] = UInt16(truncatingIfNeeded: offset) }
      setSegment(Segment(start: 0, count: Int32(rows.count)), shard: shard, node: 0)
      return
    }
    var state = sampling.state(before: rows.lowerBound)
    var inside = numbers
    var outside = numbers + rows.count
    for offset in 0..<rows.count {
      let isSampled = sampling.draws(&state) ? 1 : 0
      inside.pointee = UInt16(truncatingIfNeeded: offset)
      (outside - 1).pointee = UInt16(truncatingIfNeeded: offset)
      inside += isSampled
      outside += isSampled &- 1
    }
    setSegment(Segment(start: 0, count: Int32(inside - numbers)), shard: shard, node: 0)
  }
}
