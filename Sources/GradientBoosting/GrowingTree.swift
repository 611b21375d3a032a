/// A tree while it grows: nodes with their sums, their best splits, and where their rows stand.
struct GrowingTree<Sum: GradientSum>: @unchecked Sendable {
  struct Node {
    var parent: Int
    var depth: Int
    var sums: NodeSums<Sum>
    /// The leaf the node would be, without the learning rate.
    var weight: Float
    /// The value of the node as a leaf, with the learning rate.
    var value: Float
    /// The best split, once it was searched.
    var candidate: SplitCandidate<Sum>?
    /// The left child once the node is split; the right one follows.
    var left = -1
    /// Where the node's sides stand in ``GrowingTree/sides``, less the slot's first cell.
    var sideBase = 0
    /// The byte of a record where the split's cell stands.
    var slotOffset = 0
    /// Whether the children are leaves that share the segment of this node.
    var keepsRows = false
    /// The sums per cell, as long as they are needed.
    var histogram: UnsafeMutablePointer<Sum>?
    /// The features that this node may use besides the tree's sample, or `nil` for all.
    var allowed: [Bool]?
  }

  var nodes: [Node] = []
  /// One byte per cell of the slot of every split: 1 where the cell goes left.
  var sides: [UInt8] = []

  /// A node as rows walk it by their cells.
  struct Step {
    var slotOffset: Int32
    var sideBase: Int32
    /// The left child, or -1.
    var left: Int32
    var value: Float
  }

  /// The tree for rows that took no part in its growth.
  var steps: [Step] {
    nodes.map { node in
      Step(
        slotOffset: Int32(node.slotOffset), sideBase: Int32(node.sideBase), left: Int32(node.left), value: node.value)
    }
  }
}
