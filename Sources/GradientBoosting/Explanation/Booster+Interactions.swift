public import Columns

/// How pairs of features act together in every prediction: exact SHAP interaction values in the unit of the margin.
public struct Interactions: Sendable, Equatable {
  /// The features' names in the model's order.
  public let featureNames: [String]
  /// The number of rows.
  public let rowCount: Int
  /// The number of outputs of the model.
  public let outputCount: Int
  /// For every row and output a square matrix of features and, last, the bias, row by row. Off the diagonal stands half of
  /// what two features do together, on it what a feature does alone; a matrix row adds up to the feature's contribution.
  public let values: [Float]

  /// The number of one row, output and pair of features; the position behind the last feature is the bias.
  public func value(row: Int, output: Int = 0, _ first: Int, _ second: Int) -> Float {
    let width = featureNames.count + 1
    return values[((row * outputCount + output) * width + first) * width + second]
  }
}

extension Booster {
  /// The exact path-dependent SHAP interaction values of every row, as XGBoost's `pred_interactions` gives them
  /// (S. M. Lundberg et al., 2020).
  ///
  /// At a leaf of value v the pair i, j shares v (o_i - z_i)(o_j - z_j) times the integral over t from 0 to 1 of the product
  /// over the path's other features of z (1 - t) + o t; see ``ShapleyPlan``.
  public func interactions(_ features: ColumnTable, rounds: Range<Int>? = nil) throws -> Interactions {
    let range = try treeRange(rounds)
    let readers = try readers(for: features)
    let paths = range.map { LeafPaths(trees[$0]) }
    let contributions = try contributions(features, rounds: rounds)
    let width = readers.count + 1
    let outputs = outputCount
    let firstTree = range.lowerBound
    let values = [Float](unsafeUninitializedCapacity: features.rowCount * outputs * width * width) { buffer, count in
      guard let output = buffer.baseAddress else { return }
      let target = RowTarget(base: output)
      forRowBlocks(readers, rowCount: features.rowCount) { rows, block in
        var matrix = Array(repeating: 0.0, count: outputs * width * width)
        for (offset, row) in rows.enumerated() {
          for index in matrix.indices { matrix[index] = 0 }
          for (number, leaves) in paths.enumerated() {
            leaves.add(
              row: block + offset * readers.count, tree: trees[firstTree + number], width: width,
              to: &matrix, at: outputOfTree[firstTree + number] * width * width)
          }
          for index in 0..<outputs {
            let shares = contributions.values(row: row, output: index)
            Self.finish(&matrix, at: index * width * width, width: width, shares: shares)
          }
          let place = target.base + row * matrix.count
          for index in matrix.indices { place[index] = Float(matrix[index]) }
        }
      }
      count = features.rowCount * outputs * width * width
    }
    return Interactions(
      featureNames: featureNames, rowCount: features.rowCount, outputCount: outputs, values: values)
  }

  /// Puts on the diagonal what is left of every contribution.
  private static func finish(_ matrix: inout [Double], at base: Int, width: Int, shares: ArraySlice<Float>) {
    for (index, share) in shares.enumerated() {
      var rest = Double(share)
      for other in 0..<width where other != index { rest -= matrix[base + index * width + other] }
      matrix[base + index * width + index] = rest
    }
  }
}

/// The paths to the leaves of a tree, by their features.
private struct LeafPaths: Sendable {
  /// A feature of a path: its share of the cover and the splits that must be followed.
  struct Part {
    var feature: Int
    var share: Double
    var splits: [(node: Int, goesLeft: Bool)]
  }

  private var leaves: [(value: Double, parts: [Part])] = []
  private let rule: [(place: Double, weight: Double)]

  init(_ tree: RegressionTree) {
    var pending: [(node: Int, parts: [Part])] = [(0, [])]
    while let (index, parts) = pending.popLast() {
      let node = tree.nodes[index]
      if node.isLeaf {
        leaves.append((Double(node.condition), parts))
        continue
      }
      for (child, goesLeft) in [(Int(node.left), true), (Int(node.right), false)] {
        var below = parts
        let part = node.cover > 0 ? Double(tree.nodes[child].cover) / Double(node.cover) : 0
        if let known = below.firstIndex(where: { $0.feature == Int(node.feature) }) {
          below[known].share *= part
          below[known].splits.append((index, goesLeft))
        } else {
          below.append(Part(feature: Int(node.feature), share: part, splits: [(index, goesLeft)]))
        }
        pending.append((child, below))
      }
    }
    let longest = leaves.map(\.parts.count).max() ?? 0
    rule = Quadrature.gaussLegendre(count: max(longest / 2, 1))
  }

  /// Adds half of every pair's value for one row to both places of the matrix at `base`.
  func add(row: UnsafePointer<Float>, tree: RegressionTree, width: Int, to matrix: inout [Double], at base: Int) {
    let goesLeft = tree.nodes.map { node in !node.isLeaf && Self.goesLeft(row[Int(node.feature)], node, tree) }
    for (value, parts) in leaves where parts.count > 1 {
      let isFollowed = parts.map { $0.splits.allSatisfy { goesLeft[$0.node] == $0.goesLeft } }
      for first in parts.indices {
        for second in parts.indices where second > first {
          var integral = 0.0
          for point in rule {
            var product = point.weight
            for other in parts.indices where other != first && other != second {
              product *= parts[other].share * (1 - point.place) + (isFollowed[other] ? point.place : 0)
            }
            integral += product
          }
          let pair =
            value * ((isFollowed[first] ? 1 : 0) - parts[first].share)
            * ((isFollowed[second] ? 1 : 0) - parts[second].share) * integral / 2
          matrix[base + parts[first].feature * width + parts[second].feature] += pair
          matrix[base + parts[second].feature * width + parts[first].feature] += pair
        }
      }
    }
  }

  private static func goesLeft(_ value: Float, _ node: RegressionTree.Node, _ tree: RegressionTree) -> Bool {
    if value.isNaN { return node.defaultLeft }
    guard node.isCategorical else { return value < node.condition }
    guard value >= 0, value < 16_777_216 else { return true }
    return !tree.categories(of: node).contains(Int32(value))
  }
}
