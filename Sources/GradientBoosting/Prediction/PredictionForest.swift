/// The trees of a model laid out for prediction: 16 bytes a node, the children of a node next to each other.
///
/// Invariants: every `left` and `left + step` is a node of the same tree; leaves point to themselves with step 0; feature
/// numbers are below the model's feature count; category words lie within `categoryWords`. They hold because the trees were
/// checked when they were trained or read, and ``walk`` relies on them.
struct PredictionForest: Sendable {
  struct Node {
    /// The threshold of a split, the value of a leaf, or the place of a category set.
    var condition: Float
    /// The feature, with flags in the two highest bits.
    var feature: UInt32
    /// The left child; the right one follows.
    var left: Int32
    /// 1 in a split, 0 in a leaf.
    var step: Int32
  }

  static let defaultLeft: UInt32 = 1 << 31
  static let categorical: UInt32 = 1 << 30
  static let featureMask: UInt32 = (1 << 30) - 1

  private(set) var nodes: [Node] = []
  /// The root of every tree.
  private(set) var roots: [Int32] = []
  /// The depth of the deepest leaf of every tree.
  private(set) var depths: [Int32] = []
  /// The node's number in its tree.
  private(set) var originals: [Int32] = []
  /// Bit sets of categories that go right; each starts with its number of words.
  private(set) var categoryWords: [UInt32] = []
  /// The same trees in the form that is quickest to walk, where they have one.
  let complete: CompleteTrees?
  /// Whether any split is categorical.
  private(set) var hasCategories = false

  init(_ trees: [RegressionTree]) {
    complete = CompleteTrees(trees)
    let nodeCount = trees.reduce(0) { $0 + $1.nodes.count }
    nodes.reserveCapacity(nodeCount)
    originals.reserveCapacity(nodeCount)
    for tree in trees { append(tree) }
  }

  private mutating func append(_ tree: RegressionTree) {
    let base = nodes.count
    roots.append(Int32(base))
    var level = [(source: 0, target: base)]
    nodes.append(Node(condition: 0, feature: 0, left: 0, step: 0))
    originals.append(0)
    var depth: Int32 = 0
    while !level.isEmpty {
      var next: [(source: Int, target: Int)] = []
      for (source, target) in level {
        let node = tree.nodes[source]
        originals[target] = Int32(source)
        if node.isLeaf {
          nodes[target] = Node(condition: node.condition, feature: 0, left: Int32(target), step: 0)
          continue
        }
        let left = nodes.count
        nodes.append(Node(condition: 0, feature: 0, left: 0, step: 0))
        nodes.append(Node(condition: 0, feature: 0, left: 0, step: 0))
        originals.append(0)
        originals.append(0)
        var feature = UInt32(node.feature)
        var condition = node.condition
        if node.defaultLeft { feature |= Self.defaultLeft }
        if node.isCategorical {
          feature |= Self.categorical
          condition = Float(bitPattern: UInt32(appendCategories(tree.categories(of: node))))
        }
        nodes[target] = Node(condition: condition, feature: feature, left: Int32(left), step: 1)
        next.append((Int(node.left), left))
        next.append((Int(node.right), left + 1))
      }
      level = next
      if !level.isEmpty { depth += 1 }
    }
    depths.append(depth)
  }

  private mutating func appendCategories(_ categories: ArraySlice<Int32>) -> Int {
    hasCategories = true
    let place = categoryWords.count
    let wordCount = Int(categories.max() ?? -1) / 32 + 1
    categoryWords.append(UInt32(wordCount))
    categoryWords.append(contentsOf: Array(repeating: 0, count: wordCount))
    for category in categories { categoryWords[place + 1 + Int(category) / 32] |= 1 << UInt32(category % 32) }
    return place
  }

  /// Whether `value` goes left at a categorical split, as XGBoost decides it: everything outside the set does.
  @inline(__always)
  static func goesLeft(_ value: Float, place: UInt32, words: UnsafePointer<UInt32>) -> Bool {
    guard value >= 0, value < 16_777_216 else { return true }
    let category = UInt32(value)
    let set = words + Int(place)
    guard category >> 5 < set[0] else { return true }
    return set[1 + Int(category >> 5)] & (1 << (category & 31)) == 0
  }

  /// The leaf that a row reaches. `row` holds one value per feature.
  @inline(__always)
  static func walk(
    from root: Int32, row: UnsafePointer<Float>, nodes: UnsafePointer<Node>, words: UnsafePointer<UInt32>
  ) -> Int32 {
    var position = root
    while true {
      let node = nodes[Int(position)]
      if node.step == 0 { return position }
      let value = row[Int(node.feature & featureMask)]
      var left = value < node.condition
      if node.feature & categorical != 0 {
        left = goesLeft(value, place: node.condition.bitPattern, words: words)
      }
      if value != value { left = node.feature & defaultLeft != 0 }
      position = node.left &+ (left ? 0 : 1)
    }
  }
}
