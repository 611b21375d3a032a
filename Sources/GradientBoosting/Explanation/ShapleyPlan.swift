/// A tree prepared for exact path-dependent SHAP values (S. M. Lundberg et al., "From local explanations to global
/// understanding with explainable AI for trees", 2020) by numerical integration.
///
/// On the path to a leaf of value v every feature j has a share z, the part of the cover that passes its splits, and o, which
/// is 1 if the row follows all of them and else 0. Its contribution there is v (o - z) times the integral over t from 0 to 1
/// of the product over the path's other features of z (1 - t) + o t. The integrand is a polynomial of lower degree than the
/// path has features, so Gauss-Legendre quadrature with half as many points is exact.
///
/// Every edge multiplies the product by its factor and, on the way back, gives its feature the values gathered below times
/// (o - z) / factor. Where a feature splits the path again, the new edge stands for both: its factor replaces the earlier
/// one, and what the earlier edge will claim for the values below is taken back. Both are sums of a constant, a term where the
/// row followed the earlier edges, and a term where it follows this one too.
struct ShapleyPlan: Sendable {
  /// An edge from a split to a child; the two edges of a split stand next to each other, left first.
  struct Edge: Sendable {
    var feature: Int32
    /// The edge above that splits the same feature, or -1.
    var ancestor: Int32
    /// The first edge below, or -1 above a leaf.
    var below: Int32
    /// The leaf's value.
    var value: Float
    /// The share of the cover, merged with that of the ancestor.
    var share: Float
  }

  /// What an edge does at one quadrature point.
  struct Numbers: Sendable {
    /// The factor: constant, where the ancestor was followed, where this edge is followed.
    var factor: (constant: Float, ancestor: Float, own: Float)
    /// The weight of the values below, likewise.
    var weight: (constant: Float, ancestor: Float, own: Float)
  }

  /// The split above an edge.
  struct Split: Sendable {
    var feature: Int32
    var condition: Float
    var defaultLeft: Bool
    var isCategorical: Bool
  }

  private(set) var edges: [Edge] = []
  /// One per pair of edges.
  private(set) var splits: [Split] = []
  /// `points.count` per edge.
  private(set) var numbers: [Numbers] = []
  /// Weights of the quadrature points.
  let points: [Float]
  /// The mean over the training rows, by cover.
  private(set) var mean: Double
  let depth: Int
  let output: Int

  /// - Parameter forest: Where the tree's categorical splits find their sets; `root` is its root there.
  init(_ tree: RegressionTree, output: Int, categoryPlaces: [Int: UInt32]) {
    self.output = output
    var depth = 0
    let rule = Quadrature.gaussLegendre(count: max((Self.featuresOnPath(tree, depth: &depth) + 1) / 2, 1))
    self.depth = depth
    points = rule.map { Float($0.weight) }
    mean = 0
    guard !tree.nodes[0].isLeaf else {
      mean = Double(tree.nodes[0].condition)
      return
    }
    // Splits in the order of their edges: node, edges on the path with their feature and share, and the edge above.
    var pending: [(node: Int, path: [(feature: Int32, edge: Int32, share: Double)], above: Int, probability: Double)] =
      [
        (0, [], -1, 1)
      ]
    while let (index, path, above, probability) = pending.popLast() {
      let node = tree.nodes[index]
      let first = edges.count
      if above >= 0 { edges[above].below = Int32(first) }
      splits.append(
        Split(
          feature: node.feature,
          condition: node.isCategorical ? Float(bitPattern: categoryPlaces[index] ?? 0) : node.condition,
          defaultLeft: node.defaultLeft, isCategorical: node.isCategorical))
      let earlier = path.last { $0.feature == node.feature }
      for child in [Int(node.left), Int(node.right)] {
        let part = node.cover > 0 ? Double(tree.nodes[child].cover) / Double(node.cover) : 0
        let share = (earlier?.share ?? 1) * part
        edges.append(
          Edge(
            feature: node.feature, ancestor: earlier?.edge ?? -1, below: -1, value: tree.nodes[child].condition,
            share: Float(share)))
        for point in rule {
          numbers.append(Self.numbers(at: point.place, share: share, part: part, earlier: earlier?.share))
        }
        if tree.nodes[child].isLeaf { mean += probability * part * Double(tree.nodes[child].condition) }
      }
      for (position, child) in [Int(node.left), Int(node.right)].enumerated() where !tree.nodes[child].isLeaf {
        let part = node.cover > 0 ? Double(tree.nodes[child].cover) / Double(node.cover) : 0
        let share = (earlier?.share ?? 1) * part
        pending.append(
          (
            child, path + [(node.feature, Int32(first + position), share)], first + position, probability * part
          ))
      }
    }
  }

  private static func numbers(at t: Double, share: Double, part: Double, earlier: Double?) -> Numbers {
    let off = share * (1 - t)
    let on = share * (1 - t) + t
    let offWeight = -1 / (1 - t)
    let onWeight = (1 - share) / on
    guard let earlier else {
      return Numbers(
        factor: (Float(off), 0, Float(on - off)), weight: (Float(offWeight), 0, Float(onWeight - offWeight)))
    }
    let earlierOn = earlier * (1 - t) + t
    let earlierOnWeight = (1 - earlier) / earlierOn
    return Numbers(
      factor: (Float(part), Float(off / earlierOn - part), Float((on - off) / earlierOn)),
      weight: (0, Float(offWeight - earlierOnWeight), Float(onWeight - offWeight)))
  }

  /// The largest number of different features on a path.
  private static func featuresOnPath(_ tree: RegressionTree, depth: inout Int) -> Int {
    var largest = 0
    var pending: [(node: Int, features: Set<Int32>, depth: Int)] = [(0, [], 0)]
    while let (index, features, level) = pending.popLast() {
      let node = tree.nodes[index]
      if node.isLeaf {
        largest = max(largest, features.count)
        depth = max(depth, level)
      } else {
        let below = features.union([node.feature])
        pending.append((Int(node.left), below, level + 1))
        pending.append((Int(node.right), below, level + 1))
      }
    }
    return largest
  }
}
