/// Which features a tree, a level and a node may use: random shares of each other, with XGBoost's numbers.
///
/// Source: XGBoost, `src/common/random.h`.
struct ColumnSampler: Sendable {
  private let featureCount: Int
  private let treeShare: Float
  private let levelShare: Float
  private let nodeShare: Float
  private let maxDepth: Int
  private let maxLeaves: Int
  private let growPolicy: TrainingParameters.GrowPolicy
  private var generator: MersenneTwister
  /// The features of the present tree.
  private(set) var treeFeatures: [Int]
  private var levelFeatures: [Int: [Int]] = [:]

  init(_ parameters: TrainingParameters, featureCount: Int, seed: UInt32) {
    self.featureCount = featureCount
    treeShare = parameters.colsampleByTree
    levelShare = parameters.colsampleByLevel
    nodeShare = parameters.colsampleByNode
    maxDepth = parameters.maxDepth
    maxLeaves = parameters.maxLeaves
    growPolicy = parameters.growPolicy
    generator = MersenneTwister(seed: seed)
    treeFeatures = []
    // XGBoost draws once before its first tree.
    beginTree()
  }

  /// Draws the features of the next tree.
  mutating func beginTree() {
    levelFeatures = [:]
    treeFeatures = draw(Array(0..<featureCount), share: treeShare)
  }

  /// The features that a node of that depth may use, before what the path allows. Every call for a node is a draw.
  mutating func nodeFeatures(depth: Int) -> [Int] {
    guard levelShare < 1 || nodeShare < 1 else { return treeFeatures }
    let level = levelFeatures[depth] ?? draw(treeFeatures, share: levelShare)
    levelFeatures[depth] = level
    return draw(level, share: nodeShare)
  }

  /// Draws what growing these trees has drawn, to continue where it ended.
  mutating func replay(_ trees: [RegressionTree]) {
    guard treeShare < 1 || levelShare < 1 || nodeShare < 1 else { return }
    for tree in trees {
      beginTree()
      _ = nodeFeatures(depth: 0)
      let splits = zip(tree.nodes, tree.depths).filter { !$0.0.isLeaf }.sorted { $0.0.left < $1.0.left }
      let isFull = maxLeaves > 0 && splits.count + 1 >= maxLeaves
      for (node, depth) in splits where maxDepth == 0 || depth + 1 < maxDepth {
        // What was split last made the tree full, so that its children were never looked at.
        let isLast = growPolicy == .lossguide ? node.left == splits.last?.0.left : depth == splits.last?.1
        if isFull && isLast { continue }
        _ = nodeFeatures(depth: depth + 1)
        _ = nodeFeatures(depth: depth + 1)
      }
    }
  }

  private mutating func draw(_ features: [Int], share: Float) -> [Int] {
    guard share < 1 else { return features }
    var shuffled = features
    generator.shuffle(&shuffled)
    return shuffled.prefix(max(Int(share * Float(features.count)), 1)).sorted()
  }
}
