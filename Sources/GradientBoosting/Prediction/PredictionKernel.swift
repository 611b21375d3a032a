/// Sums leaves over blocks of rows. Unsafe: `block` holds `rowCount` rows of `featureCount` values each and, behind the values
/// of `blockSize` rows, room for twice as many; `output` has room for all outputs of these rows; the forest's invariants hold.
enum PredictionKernel {
  /// Rows per block: one block's features fit in the first-level cache.
  static let blockSize = 64

  static func sum(
    forest: PredictionForest, trees: Range<Int>, outputOfTree: [Int], baseMargins: [Float],
    block: UnsafeMutablePointer<Float>, rowCount: Int, featureCount: Int, output: UnsafeMutablePointer<Float>
  ) {
    let outputs = baseMargins.count
    for row in 0..<rowCount {
      for index in 0..<outputs { output[row &* outputs &+ index] = baseMargins[index] }
    }
    if let complete = forest.complete {
      complete.add(
        trees: trees, outputOfTree: outputOfTree, block: block, doubled: block + blockSize &* featureCount,
        rowCount: rowCount, featureCount: featureCount, output: output, stride: outputs)
      return
    }
    forest.nodes.withUnsafeBufferPointer { nodes in
      forest.categoryWords.withUnsafeBufferPointer { words in
        guard let nodes = nodes.baseAddress else { return }
        let words = words.baseAddress ?? UnsafePointer(UnsafeMutablePointer<UInt32>.emptyPlace)
        for tree in trees {
          let target = output + (outputs == 1 ? 0 : outputOfTree[tree])
          if forest.hasCategories {
            for row in 0..<rowCount {
              let leaf = PredictionForest.walk(
                from: forest.roots[tree], row: block + row &* featureCount, nodes: nodes, words: words)
              target[row &* outputs] += nodes[Int(leaf)].condition
            }
          } else {
            addTree(
              root: forest.roots[tree], depth: forest.depths[tree], nodes: nodes, block: block, rowCount: rowCount,
              featureCount: featureCount, output: target, stride: outputs)
          }
        }
      }
    }
  }

  /// Walks eight rows side by side: their loads overlap, and leaves wait by pointing to themselves.
  @inline(never)
  private static func addTree(
    root: Int32, depth: Int32, nodes: UnsafePointer<PredictionForest.Node>, block: UnsafePointer<Float>, rowCount: Int,
    featureCount: Int, output: UnsafeMutablePointer<Float>, stride: Int
  ) {
    var row = 0
    while row &+ 8 <= rowCount {
      let start = block + row &* featureCount
      var positions = InlineArray<8, Int32>(repeating: root)
      for _ in 0..<depth {
        for lane in 0..<8 {
          positions[lane] = step(positions[lane], row: start + lane &* featureCount, nodes: nodes)
        }
      }
      for lane in 0..<8 { output[(row &+ lane) &* stride] += nodes[Int(positions[lane])].condition }
      row &+= 8
    }
    while row < rowCount {
      var position = root
      for _ in 0..<depth { position = step(position, row: block + row &* featureCount, nodes: nodes) }
      output[row &* stride] += nodes[Int(position)].condition
      row &+= 1
    }
  }

  @inline(__always)
  private static func step(
    _ position: Int32, row: UnsafePointer<Float>, nodes: UnsafePointer<PredictionForest.Node>
  ) -> Int32 {
    let node = nodes[Int(position)]
    let value = row[Int(node.feature & PredictionForest.featureMask)]
    let below: Int32 = value < node.condition ? 1 : 0
    let missing: Int32 = value != value ? 1 : 0
    let left = below | (missing & Int32(truncatingIfNeeded: node.feature >> 31))
    return node.left &+ (node.step & (left ^ 1))
  }

  static func leaves(
    forest: PredictionForest, trees: Range<Int>, block: UnsafePointer<Float>, rowCount: Int, featureCount: Int,
    output: UnsafeMutablePointer<Int32>
  ) {
    forest.nodes.withUnsafeBufferPointer { nodes in
      forest.categoryWords.withUnsafeBufferPointer { words in
        guard let nodes = nodes.baseAddress else { return }
        let words = words.baseAddress ?? UnsafePointer(UnsafeMutablePointer<UInt32>.emptyPlace)
        for row in 0..<rowCount {
          for tree in trees {
            let leaf = PredictionForest.walk(
              from: forest.roots[tree], row: block + row &* featureCount, nodes: nodes, words: words)
            output[row &* trees.count &+ tree &- trees.lowerBound] = forest.originals[Int(leaf)]
          }
        }
      }
    }
  }

  @inline(__always)
  static func sum(
    row: UnsafePointer<Float>, nodes: UnsafeBufferPointer<PredictionForest.Node>, words: UnsafeBufferPointer<UInt32>,
    roots: [Int32], trees: StrideTo<Int>, base: Float
  ) -> Float {
    guard let nodes = nodes.baseAddress else { return base }
    let words = words.baseAddress ?? UnsafePointer(UnsafeMutablePointer<UInt32>.emptyPlace)
    var sum = base
    for tree in trees {
      sum += nodes[Int(PredictionForest.walk(from: roots[tree], row: row, nodes: nodes, words: words))].condition
    }
    return sum
  }
}

extension UnsafeMutablePointer where Pointee == UInt32 {
  /// A place to point at where there is nothing to read.
  static var emptyPlace: UnsafeMutablePointer<UInt32> { emptyWords.base }
}

private let emptyWords: RowTarget<UInt32> = {
  let place = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
  place.initialize(to: 0)
  return RowTarget(base: place)
}()
