extension TreeGrower {
  /// Adds up the threads' histograms, takes the larger siblings' by subtraction, and searches all of them.
  ///
  /// The work is divided by pairs and runs of slots; results are put together in a fixed order.
  ///
  /// - Parameter usable: The features that every node may use, by node.
  func search(_ tasks: [SearchTask], usable: [Int: [Bool]]) {
    guard !tasks.isEmpty else { return }
    let slotCount = layout.slots.count
    let pieces = tasks.count >= 2 * pool.threadCount ? 1 : max(1, min(slotCount, 2 * pool.threadCount / tasks.count))
    let empty = SplitCandidate<Sum>()
    var found = Array(repeating: empty, count: tasks.count * pieces * 2)
    let plans = tasks.map { task in
      let nodes = task.other.map { [$0.smaller, $0.larger] } ?? [0]
      return nodes.map { node in
        guard isSearchable(node), let usable = usable[node] else { return NodePlan?.none }
        return NodePlan(sums: tree.nodes[node].sums, usable: usable)
      }
    }
    found.withUnsafeMutableBufferPointer { found in
      guard let base = found.baseAddress else { return }
      let results = RowTarget(base: base)
      pool.forEach(tasks.count * pieces) { claim in
        var kept: SplitSearch<Sum>?
        while let index = claim() {
          let task = tasks[index / pieces]
          let piece = index % pieces
          let slots = slotCount * piece / pieces..<slotCount * (piece + 1) / pieces
          guard let first = slots.first, let last = slots.last else { continue }
          let cells = layout.slots[first].firstCell..<layout.slots[last].firstCell + layout.slots[last].cellCount
          finishHistograms(task, cells: cells)
          let scratch = kept ?? makeSearch()
          kept = scratch
          for (position, plan) in plans[index / pieces].enumerated() {
            let node = position == 0 ? task.other?.smaller ?? 0 : task.other?.larger ?? 0
            guard let plan, let histogram = tree.nodes[node].histogram else { continue }
            search(slots, plan: plan, histogram: histogram, with: scratch, best: &results.base[index * 2 + position])
          }
        }
        kept?.deallocate()
      }
    }
    for (number, task) in tasks.enumerated() {
      let nodes = task.other.map { [$0.smaller, $0.larger] } ?? [0]
      for (position, node) in nodes.enumerated() where plans[number][position] != nil {
        var best = empty
        for piece in 0..<pieces { best.merge(found[(number * pieces + piece) * 2 + position]) }
        tree.nodes[node].candidate = best
      }
    }
  }

  private struct NodePlan {
    var sums: NodeSums<Sum>
    /// Which features the node may use.
    var usable: [Bool]
  }

  private func makeSearch() -> SplitSearch<Sum> {
    SplitSearch(
      evaluator: evaluator, scales: scales, capacity: cuts.map(\.cellCount).max() ?? 0,
      maxCategoriesToOneHot: parameters.maxCategoriesToOneHot)
  }

  private func finishHistograms(_ task: SearchTask, cells: Range<Int>) {
    histograms.merge(task.target, cells: cells)
    guard let other = task.other, let smaller = tree.nodes[other.smaller].histogram,
      let larger = tree.nodes[other.larger].histogram
    else { return }
    for cell in cells { larger[cell] = larger[cell] &- smaller[cell] }
  }

  private func search(
    _ slots: Range<Int>, plan: NodePlan, histogram: UnsafeMutablePointer<Sum>, with search: SplitSearch<Sum>,
    best: inout SplitCandidate<Sum>
  ) {
    var scratch: UnsafeMutablePointer<Sum>?
    defer { scratch?.deallocate() }
    for slot in slots {
      let cells = histogram + layout.slots[slot].firstCell
      for feature in layout.slots[slot].features where plan.usable[feature] {
        var bins = cells
        if let binOfCell = layout.places[feature]?.binOfCell {
          // Several features share the slot: add up the cells of every bin.
          let sums = scratch ?? .allocate(capacity: cuts.map(\.cellCount).max() ?? 0)
          scratch = sums
          sums.initialize(repeating: .zero, count: cuts[feature].cellCount)
          for (cell, bin) in binOfCell.enumerated() { sums[Int(bin)] = sums[Int(bin)] &+ cells[cell] }
          bins = sums
        }
        if cuts[feature].categoryCount == nil {
          search.search(
            feature: feature, bins: bins, cuts: cuts[feature], node: plan.sums, constraint: monotone[feature],
            best: &best)
        } else {
          search.searchCategories(feature: feature, bins: bins, cuts: cuts[feature], node: plan.sums, best: &best)
        }
      }
    }
  }

  /// The features a node may use: a sample, of which what the path allows.
  func usable(_ node: Int) -> [Bool] {
    let features = columns.nodeFeatures(depth: tree.nodes[node].depth)
    var usable = Array(repeating: false, count: cuts.count)
    for feature in features where tree.nodes[node].allowed?[feature] ?? true { usable[feature] = true }
    return usable
  }
}
