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
    /// Where the node's sides stand in ``GrowingTree/sides``.
    var sideBase = 0
    /// Where a record holds the split's cell.
    var place = SplitPlace()
    /// Where the sides of the feature's own cells stand in ``GrowingTree/featureSides``.
    var featureSideBase = 0
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
  /// The same by the cells of the feature, for rows whose features have slots of their own.
  var featureSides: [UInt8] = []
}

/// A grown tree for rows that took no part in its growth. Unsafe: records hold cells of the layout it was made for.
struct TreeWalk: @unchecked Sendable {
  /// A node as rows walk it by their cells.
  private struct Step {
    var place: SplitPlace
    var sideBase: Int32
    /// The left child, or -1.
    var left: Int32
    var value: Float
  }

  private let steps: [Step]
  private let sides: [UInt8]

  /// - Parameter layout: Where the rows keep their features, one slot each; `nil` for the rows the tree grew on.
  init<Sum>(_ tree: GrowingTree<Sum>, layout: BinLayout? = nil) {
    steps = tree.nodes.map { node in
      var place = node.place
      var base = node.sideBase
      if let layout, node.left >= 0, let feature = node.candidate?.feature, let slot = layout.places[feature]?.slot {
        place = SplitPlace(offset: Int32(layout.slots[slot].offset), isWide: layout.slots[slot].isWide)
        base = node.featureSideBase
      }
      return Step(place: place, sideBase: Int32(base), left: Int32(node.left), value: node.value)
    }
    sides = (layout == nil ? tree.sides : tree.featureSides) + [0]
  }

  /// Calls `body` with a function that gives the leaf of a record.
  @inline(__always)
  func withLeaves<Result>(_ body: ((UnsafeRawPointer) -> Float) -> Result) -> Result {
    steps.withUnsafeBufferPointer { steps in
      sides.withUnsafeBufferPointer { sides in
        body { record in
          var step = steps[0]
          while step.left >= 0 {
            let side = sides[Int(step.sideBase) &+ step.place.cell(of: record)]
            step = steps[Int(step.left) &+ Int(side ^ 1)]
          }
          return step.value
        }
      }
    }
  }
}
