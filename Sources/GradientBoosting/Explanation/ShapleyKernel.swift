/// Walks prepared trees with sixteen rows at a time and gathers their SHAP values.
///
/// Unsafe: used by one thread; `values` given to ``add`` holds sixteen rows of every feature the plans name, feature by
/// feature, `stride` apart; the scratch is large enough for every plan the kernel was made for.
final class ShapleyKernel {
  typealias Lanes = SIMD16<Float>
  typealias Bits = SIMD16<Int32>
  static let laneCount = 16

  let featureCount: Int
  private let pointLimit: Int
  /// Per level and point: the product of factors above, and the values gathered below.
  private let products: UnsafeMutablePointer<Lanes>
  private let gathered: UnsafeMutablePointer<Lanes>
  /// Per edge: all bits set in the lanes that followed it and its ancestors.
  private let followed: UnsafeMutablePointer<Bits>
  /// Per feature: what was gathered since the last flush.
  let sums: UnsafeMutablePointer<Lanes>
  private let words: UnsafePointer<UInt32>

  init(plans: [ShapleyPlan], featureCount: Int, words: UnsafePointer<UInt32>) {
    self.featureCount = featureCount
    self.words = words
    pointLimit = plans.map(\.points.count).max() ?? 1
    let levels = (plans.map(\.depth).max() ?? 0) + 2
    products = .allocate(capacity: levels * pointLimit)
    gathered = .allocate(capacity: levels * pointLimit)
    followed = .allocate(capacity: max(plans.map(\.edges.count).max() ?? 0, 1))
    sums = .allocate(capacity: featureCount)
    sums.initialize(repeating: .zero, count: featureCount)
  }

  deinit {
    products.deallocate()
    gathered.deallocate()
    followed.deallocate()
    sums.deallocate()
  }

  /// Adds a tree's values for sixteen rows to ``sums``.
  func add(_ plan: ShapleyPlan, values: UnsafePointer<Float>, stride: Int) {
    guard !plan.edges.isEmpty else { return }
    let count = plan.points.count
    for point in 0..<count { products[point] = Lanes(repeating: plan.points[point]) }
    plan.edges.withUnsafeBufferPointer { edges in
      plan.splits.withUnsafeBufferPointer { splits in
        plan.numbers.withUnsafeBufferPointer { numbers in
          guard let edges = edges.baseAddress, let splits = splits.baseAddress, let numbers = numbers.baseAddress else {
            return
          }
          let tree = Tree(
            edges: edges, splits: splits, numbers: numbers, pointCount: count, values: values, stride: stride)
          visit(0, level: 0, tree)
        }
      }
    }
  }

  private struct Tree {
    let edges: UnsafePointer<ShapleyPlan.Edge>
    let splits: UnsafePointer<ShapleyPlan.Split>
    let numbers: UnsafePointer<ShapleyPlan.Numbers>
    let pointCount: Int
    let values: UnsafePointer<Float>
    let stride: Int
  }

  /// Visits the two edges from `first`; leaves the sum of the values below in ``gathered`` at `level`.
  private func visit(_ first: Int, level: Int, _ tree: Tree) {
    let count = tree.pointCount
    let above = products + level &* pointLimit
    let sum = gathered + level &* pointLimit
    for point in 0..<count { sum[point] = .zero }
    let split = tree.splits[first >> 1]
    let left = sides(split, tree)
    var share = Lanes.zero
    for side in 0..<2 {
      let index = first &+ side
      let edge = tree.edges[index]
      var own = side == 0 ? left : ~left
      let numbers = tree.numbers + index &* count
      if edge.ancestor < 0 {
        followed[index] = own
        if edge.below < 0 {
          // A leaf: the factor cancels, (o - z) remains.
          var total = Lanes.zero
          for point in 0..<count {
            let product = above[point]
            total += product
            sum[point] +=
              product * (numbers[point].factor.constant + own.selecting(numbers[point].factor.own)) * edge.value
          }
          share += total * (own.selecting(edge.value) - edge.value * edge.share)
        } else {
          let below = above + pointLimit
          for point in 0..<count {
            below[point] = above[point] * (numbers[point].factor.constant + own.selecting(numbers[point].factor.own))
          }
          visit(Int(edge.below), level: level &+ 1, tree)
          let values = sum + pointLimit
          for point in 0..<count {
            let value = values[point]
            share += value * (numbers[point].weight.constant + own.selecting(numbers[point].weight.own))
            sum[point] += value
          }
        }
        continue
      }
      let ancestor = followed[Int(edge.ancestor)]
      own &= ancestor
      followed[index] = own
      let below = above + pointLimit
      for point in 0..<count {
        let factor = numbers[point].factor
        below[point] =
          above[point] * (factor.constant + ancestor.selecting(factor.ancestor) + own.selecting(factor.own))
      }
      let values = sum + pointLimit
      if edge.below < 0 {
        for point in 0..<count { values[point] = below[point] * edge.value }
      } else {
        visit(Int(edge.below), level: level &+ 1, tree)
      }
      for point in 0..<count {
        let value = values[point]
        let weight = numbers[point].weight
        share += value * (ancestor.selecting(weight.ancestor) + own.selecting(weight.own))
        sum[point] += value
      }
    }
    sums[Int(split.feature)] += share
  }

  /// All bits set in the lanes whose row goes left.
  @inline(__always)
  private func sides(_ split: ShapleyPlan.Split, _ tree: Tree) -> Bits {
    let place = tree.values + Int(split.feature) &* tree.stride
    let values = UnsafeRawPointer(place).loadUnaligned(as: Lanes.self)
    if split.isCategorical {
      var bits = Bits.zero
      for lane in 0..<Self.laneCount {
        let goesLeft =
          values[lane].isNaN
          ? split.defaultLeft
          : PredictionForest.goesLeft(values[lane], place: split.condition.bitPattern, words: words)
        bits[lane] = goesLeft ? -1 : 0
      }
      return bits
    }
    let below = Bits.zero.replacing(with: -1, where: values .< Lanes(repeating: split.condition))
    guard split.defaultLeft else { return below }
    return below.replacing(with: -1, where: values .!= values)
  }
}

extension SIMD16<Int32> {
  /// `number` in the lanes whose bits are set, 0 in the others.
  @inline(__always)
  func selecting(_ number: Float) -> SIMD16<Float> {
    unsafeBitCast(self & SIMD16<Int32>(repeating: Int32(bitPattern: number.bitPattern)), to: SIMD16<Float>.self)
  }
}
