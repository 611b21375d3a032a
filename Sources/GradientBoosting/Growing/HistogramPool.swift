/// Histograms that are used again and again: those of nodes, and every thread's own during a pass.
///
/// Unsafe: `release` takes what `take` gave, once; a thread's target is touched by that thread alone during a pass.
final class HistogramPool<Sum: GradientSum>: @unchecked Sendable {
  let cellCount: Int
  private let threadCount: Int
  private var free: [UnsafeMutablePointer<Sum>] = []
  private var all: [UnsafeMutablePointer<Sum>] = []
  /// The targets of thread 0 are histograms of nodes; the others' are added to them.
  private(set) var targets: [UnsafeMutablePointer<Sum>] = []
  private var others: [UnsafeMutablePointer<Sum>]
  private var otherCapacity = 0
  /// Whether a thread has added anything in this pass.
  let isUsed: UnsafeMutablePointer<Bool>

  init(cellCount: Int, threadCount: Int) {
    self.cellCount = cellCount
    self.threadCount = threadCount
    others = []
    isUsed = .allocate(capacity: threadCount)
    isUsed.initialize(repeating: false, count: threadCount)
  }

  deinit {
    for histogram in all { histogram.deallocate() }
    for histogram in others { histogram.deallocate() }
    isUsed.deallocate()
  }

  /// How many targets a pass should have at most: about 32 MB per thread.
  var passLimit: Int { max((32 << 20) / max(cellCount * MemoryLayout<Sum>.stride, 1), 8) }

  func take() -> UnsafeMutablePointer<Sum> {
    if let histogram = free.popLast() { return histogram }
    let histogram = UnsafeMutablePointer<Sum>.allocate(capacity: max(cellCount, 1))
    all.append(histogram)
    return histogram
  }

  func release(_ histogram: UnsafeMutablePointer<Sum>) { free.append(histogram) }

  /// Makes `count` targets ready for a pass.
  func preparePass(targets count: Int) {
    targets = (0..<count).map { _ in take() }
    if count > otherCapacity {
      for histogram in others { histogram.deallocate() }
      otherCapacity = count
      others = (1..<max(threadCount, 1)).map { _ in .allocate(capacity: max(cellCount * count, 1)) }
    }
    for thread in 0..<threadCount { isUsed[thread] = false }
  }

  /// Empties a thread's targets, before it first adds to them.
  func clear(thread: Int) {
    isUsed[thread] = true
    for index in targets.indices { target(index, thread: thread).initialize(repeating: .zero, count: cellCount) }
  }

  @inline(__always)
  func target(_ index: Int, thread: Int) -> UnsafeMutablePointer<Sum> {
    thread == 0 ? targets[index] : others[thread - 1] + index * cellCount
  }

  /// The finished target, which now belongs to the caller.
  func takeTarget(_ index: Int) -> UnsafeMutablePointer<Sum> { targets[index] }

  /// The sum of some cells of a target over all threads, before they are merged.
  func sum(_ index: Int, cells: Range<Int>) -> Sum {
    var sum = Sum.zero
    for thread in 0..<threadCount where isUsed[thread] {
      let target = target(index, thread: thread)
      for cell in cells { sum = sum &+ target[cell] }
    }
    return sum
  }

  /// Adds up what all threads have in some cells of a target.
  @inline(__always)
  func merge(_ index: Int, cells: Range<Int>) {
    let sum = targets[index]
    if !isUsed[0] {
      for cell in cells { sum[cell] = .zero }
    }
    for thread in 1..<max(threadCount, 1) where isUsed[thread] {
      let other = others[thread - 1] + index * cellCount
      for cell in cells { sum[cell] = sum[cell] &+ other[cell] }
    }
  }
}
