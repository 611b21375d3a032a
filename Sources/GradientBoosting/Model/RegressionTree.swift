/// A regression tree as XGBoost describes it.
public struct RegressionTree: Sendable, Equatable {
  /// A split or a leaf.
  public struct Node: Sendable, Equatable {
    /// The node of the rows that go left, or -1 for a leaf.
    public var left: Int32 = -1
    /// The node of the rows that go right, or -1 for a leaf.
    public var right: Int32 = -1
    /// The node above, or `RegressionTree.noParent`.
    public var parent: Int32 = RegressionTree.noParent
    /// The feature of a split; 0 in a leaf.
    public var feature: Int32 = 0
    /// The threshold of a split (left below it), or the value of a leaf with the learning rate applied.
    public var condition: Float = 0
    /// Whether rows without a value go left.
    public var defaultLeft = false
    /// Whether the split sends a set of categories right.
    public var isCategorical = false
    /// The reduction of the loss by the split.
    public var gain: Float = 0
    /// The sum of hessians of the training rows.
    public var cover: Float = 0
    /// The weight the node would have as a leaf.
    public var baseWeight: Float = 0
    /// Where the categories of a categorical split stand in ``RegressionTree/categories``.
    public var firstCategory: Int32 = 0
    /// How many there are.
    public var categoryCount: Int32 = 0

    /// Whether the node is a leaf.
    public var isLeaf: Bool { left < 0 }
  }

  /// XGBoost's number for the parent of a root.
  public static let noParent = Int32.max

  /// The nodes; 0 is the root.
  public internal(set) var nodes: [Node]
  /// The categories of all categorical splits, ascending within a split: the ones that go right.
  public internal(set) var categories: [Int32] = []

  init(nodes: [Node], categories: [Int32] = []) {
    self.nodes = nodes
    self.categories = categories
  }

  /// The categories that a categorical split sends right.
  public func categories(of node: Node) -> ArraySlice<Int32> {
    categories[Int(node.firstCategory)..<Int(node.firstCategory + node.categoryCount)]
  }

  /// The depth of every node; the root has 0.
  public var depths: [Int] {
    var depths = Array(repeating: 0, count: nodes.count)
    var pending = [0]
    while let node = pending.popLast() {
      guard !nodes[node].isLeaf else { continue }
      for child in [Int(nodes[node].left), Int(nodes[node].right)] {
        depths[child] = depths[node] + 1
        pending.append(child)
      }
    }
    return depths
  }
}
