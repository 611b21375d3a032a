/// The trees of a model as complete binary trees: a child's place follows from its parent's, so that a step is one
/// comparison.
///
/// Rows are looked up in a block that holds every feature twice, once with negative infinity and once with positive infinity
/// in place of a missing value; a split reads the one that sends missing values its default way. Leaves above the deepest
/// level are repeated below themselves.
///
/// Invariants: tree t has `1 << depths[t]` leaves from `firstLeaves[t]` on, and one node fewer from `firstNodes[t]` on; every
/// `place` is below twice the model's feature count; all thresholds are finite. They hold because ``init(_:)`` makes them,
/// and the kernel relies on them.
struct CompleteTrees: Sendable {
  struct Node {
    var threshold: Float
    /// Where a row's value stands in its half of the block: twice the feature, one more where missing values go right.
    var place: UInt32
  }

  /// Deeper trees would waste more memory than they save time.
  private static let depthLimit = 8

  private var nodes: [Node] = []
  private var leaves: [Float] = []
  private var firstNodes: [Int] = []
  private var firstLeaves: [Int] = []
  private var depths: [Int] = []

  /// - Returns: `nil` where a tree is too deep, has categorical splits or a threshold that is not finite.
  init?(_ trees: [RegressionTree]) {
    let depths = trees.map { $0.depths.max() ?? 0 }
    for (tree, depth) in zip(trees, depths) {
      guard depth <= Self.depthLimit,
        tree.nodes.allSatisfy({ $0.isLeaf || !$0.isCategorical && $0.condition.isFinite })
      else { return nil }
    }
    let leafCount = depths.reduce(0) { $0 + 1 << $1 }
    leaves.reserveCapacity(leafCount)
    nodes.reserveCapacity(leafCount - trees.count)
    for (tree, depth) in zip(trees, depths) { append(tree, depth: depth) }
  }

  private mutating func append(_ tree: RegressionTree, depth: Int) {
    firstNodes.append(nodes.count)
    firstLeaves.append(leaves.count)
    depths.append(depth)
    var level = [0]
    for _ in 0..<depth {
      var next: [Int] = []
      for number in level {
        let node = tree.nodes[number]
        if node.isLeaf {
          nodes.append(Node(threshold: 0, place: 0))
          next += [number, number]
        } else {
          nodes.append(Node(threshold: node.condition, place: UInt32(node.feature) * 2 + (node.defaultLeft ? 0 : 1)))
          next += [Int(node.left), Int(node.right)]
        }
      }
      level = next
    }
    leaves += level.map { tree.nodes[$0].condition }
  }

  /// Adds the leaves of trees to `output`, which has `stride` outputs a row.
  ///
  /// Unsafe: `block` holds `rowCount` rows of `featureCount` values, `doubled` has room for twice as many, `output` for all
  /// outputs of these rows.
  func add(
    trees: Range<Int>, outputOfTree: [Int], block: UnsafePointer<Float>, doubled: UnsafeMutablePointer<Float>,
    rowCount: Int, featureCount: Int, output: UnsafeMutablePointer<Float>, stride: Int
  ) {
    for index in 0..<rowCount &* featureCount {
      let value = block[index]
      let isMissing = value != value
      doubled[2 &* index] = isMissing ? -.infinity : value
      doubled[2 &* index &+ 1] = isMissing ? .infinity : value
    }
    nodes.withUnsafeBufferPointer { nodes in
      leaves.withUnsafeBufferPointer { leaves in
        guard let leaves = leaves.baseAddress else { return }
        for tree in trees {
          Self.addTree(
            nodes: nodes.baseAddress.map { $0 + firstNodes[tree] }, leaves: leaves + firstLeaves[tree],
            depth: depths[tree], rows: doubled, rowCount: rowCount, rowSize: 2 &* featureCount,
            output: output + (stride == 1 ? 0 : outputOfTree[tree]), stride: stride)
        }
      }
    }
  }

  /// Walks eight rows side by side, so that their loads overlap.
  @inline(never)
  private static func addTree(
    nodes: UnsafePointer<Node>?, leaves: UnsafePointer<Float>, depth: Int, rows: UnsafePointer<Float>, rowCount: Int,
    rowSize: Int, output: UnsafeMutablePointer<Float>, stride: Int
  ) {
    guard depth > 0, let nodes else {
      for row in 0..<rowCount { output[row &* stride] += leaves[0] }
      return
    }
    let nodeCount = 1 << depth &- 1
    var row = 0
    while row &+ 8 <= rowCount {
      let start = rows + row &* rowSize
      var positions = InlineArray<8, Int>(repeating: 0)
      for _ in 0..<depth {
        for lane in 0..<8 {
          positions[lane] = step(positions[lane], row: start + lane &* rowSize, nodes: nodes)
        }
      }
      for lane in 0..<8 { output[(row &+ lane) &* stride] += leaves[positions[lane] &- nodeCount] }
      row &+= 8
    }
    while row < rowCount {
      var position = 0
      for _ in 0..<depth { position = step(position, row: rows + row &* rowSize, nodes: nodes) }
      output[row &* stride] += leaves[position &- nodeCount]
      row &+= 1
    }
  }

  @inline(__always)
  private static func step(_ position: Int, row: UnsafePointer<Float>, nodes: UnsafePointer<Node>) -> Int {
    let node = nodes[position]
    return position &* 2 &+ (row[Int(node.place)] < node.threshold ? 1 : 2)
  }

  /// The sum of the leaves of one row, added to `base`. Unsafe: `row` holds a value for every feature.
  @inline(__always)
  func sum(row: UnsafePointer<Float>, trees: StrideTo<Int>, base: Float) -> Float {
    nodes.withUnsafeBufferPointer { nodes in
      leaves.withUnsafeBufferPointer { leaves in
        var sum = base
        for tree in trees {
          let start = firstNodes[tree]
          let depth = depths[tree]
          var position = 0
          for _ in 0..<depth {
            let node = nodes[start &+ position]
            let value = row[Int(node.place >> 1)]
            let goesLeft = value != value ? node.place & 1 == 0 : value < node.threshold
            position = position &* 2 &+ (goesLeft ? 1 : 2)
          }
          sum += leaves[firstLeaves[tree] &+ position &- (1 << depth &- 1)]
        }
        return sum
      }
    }
  }
}
