extension RegressionTree {
  init(_ fields: ModelFields, featureCount: Int) throws(BoostingError) {
    let parameters = try fields.fields("tree_param")
    let count = try parameters.integer("num_nodes", in: 1...100_000_000)
    if parameters.has("size_leaf_vector") { _ = try parameters.integer("size_leaf_vector", in: 0...1) }

    func numbers(_ name: String) throws(BoostingError) -> [Int64] {
      let values = try fields.integers(name)
      guard values.count == count else { throw Self.wrongCount(fields, name, count, values.count) }
      return values
    }
    func floats(_ name: String) throws(BoostingError) -> [Float] {
      let values = try fields.floats(name)
      guard values.count == count else { throw Self.wrongCount(fields, name, count, values.count) }
      return values
    }
    let left = try numbers("left_children")
    let right = try numbers("right_children")
    let feature = try numbers("split_indices")
    let defaultLeft = try numbers("default_left")
    let condition = try floats("split_conditions")
    let gain = try floats("loss_changes")
    let cover = try floats("sum_hessian")
    let baseWeight = try floats("base_weights")
    let types = fields.has("split_type") ? try numbers("split_type") : Array(repeating: 0, count: count)

    nodes = Array(repeating: Node(), count: count)
    categories = fields.has("categories") ? try Self.categories(fields) : []
    for index in 0..<count {
      nodes[index].defaultLeft = defaultLeft[index] != 0
      nodes[index].condition = condition[index]
      nodes[index].gain = gain[index]
      nodes[index].cover = cover[index]
      nodes[index].baseWeight = baseWeight[index]
      guard left[index] != -1 || right[index] != -1 else {
        guard condition[index].isFinite else {
          throw .unusableModel(
            "\(fields.place), node \(index)", expected: "a finite leaf", found: "\(condition[index])")
        }
        continue
      }
      guard (1..<Int64(count)).contains(left[index]), (1..<Int64(count)).contains(right[index]) else {
        throw .unusableModel(
          "\(fields.place), node \(index)", expected: "two children among \(count) nodes",
          found: "\(left[index]) and \(right[index])")
      }
      guard feature[index] >= 0, feature[index] < featureCount else {
        throw .unusableModel(
          "\(fields.place), node \(index)", expected: "a feature in 0..<\(featureCount)", found: "\(feature[index])")
      }
      nodes[index].left = Int32(left[index])
      nodes[index].right = Int32(right[index])
      nodes[index].feature = Int32(feature[index])
      nodes[index].isCategorical = types[index] == 1
      // XGBoost 1.7 leaves a number that is none where a categorical split has no threshold.
      if nodes[index].isCategorical, nodes[index].condition.isNaN { nodes[index].condition = 0 }
    }
    try checkShape(fields)
    try readCategories(fields)
  }

  private static func wrongCount(
    _ fields: ModelFields, _ name: String, _ expected: Int, _ found: Int
  ) -> BoostingError {
    .unusableModel("\(fields.place).\(name)", expected: "\(expected) values", found: "\(found)")
  }

  /// Every node must be reached at most once from the root, so that every walk ends.
  private mutating func checkShape(_ fields: ModelFields) throws(BoostingError) {
    var isReached = Array(repeating: false, count: nodes.count)
    isReached[0] = true
    var pending = [0]
    while let index = pending.popLast() {
      guard !nodes[index].isLeaf else { continue }
      for child in [Int(nodes[index].left), Int(nodes[index].right)] {
        guard !isReached[child] else {
          throw .unusableModel("\(fields.place), node \(child)", expected: "one parent", found: "several, or a cycle")
        }
        isReached[child] = true
        nodes[child].parent = Int32(index)
        pending.append(child)
      }
    }
  }

  private static func categories(_ fields: ModelFields) throws(BoostingError) -> [Int32] {
    var categories: [Int32] = []
    for category in try fields.integers("categories") {
      guard category >= 0, category < 16_777_216 else {
        throw .unusableModel("\(fields.place).categories", expected: "codes of at least 0", found: "\(category)")
      }
      categories.append(Int32(category))
    }
    return categories
  }

  private mutating func readCategories(_ fields: ModelFields) throws(BoostingError) {
    let marked = nodes.indices.filter { nodes[$0].isCategorical }
    guard !marked.isEmpty || fields.has("categories_nodes") else { return }
    let places = try fields.integers("categories_nodes")
    let starts = try fields.integers("categories_segments")
    let sizes = try fields.integers("categories_sizes")
    guard starts.count == places.count, sizes.count == places.count, places.map({ Int($0) }).sorted() == marked else {
      throw .unusableModel(
        "\(fields.place).categories_nodes", expected: "the nodes \(marked.prefix(8))", found: "\(places.prefix(8))")
    }
    for (index, node) in places.enumerated() {
      let total = Int64(categories.count)
      guard starts[index] >= 0, sizes[index] >= 0, sizes[index] <= total, starts[index] <= total - sizes[index] else {
        throw .unusableModel(
          "\(fields.place).categories_segments", expected: "a part of \(total) categories",
          found: "\(starts[index]) with \(sizes[index])")
      }
      nodes[Int(node)].firstCategory = Int32(starts[index])
      nodes[Int(node)].categoryCount = Int32(sizes[index])
    }
  }
}
