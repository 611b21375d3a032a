/// Makes long lines short without losing what the eye sees.
enum Thinning {
  /// The stretches of points without an interruption.
  static func runs(_ points: [ChartPoint], isDrawable: (ChartPoint) -> Bool) -> [[ChartPoint]] {
    points.split(omittingEmptySubsequences: true) { !isDrawable($0) }.map(Array.init)
  }

  /// The stretches with about `limit` points in all: neighbours are grouped, and of each group its lowest and highest
  /// point stay, in their order. The first and the last point of a stretch always stay. Where there are more
  /// stretches than points allowed, evenly chosen stretches stay.
  static func runs(_ runs: [[ChartPoint]], toAtMost limit: Int) -> [[ChartPoint]] {
    let total = runs.reduce(0) { $0 + $1.count }
    guard total > limit else { return runs }
    let most = max(1, limit / 4)
    let kept = runs.count <= most ? runs : (0..<most).map { runs[$0 * runs.count / most] }
    let groupSize = max(2, (2 * total + limit - 1) / limit)
    return kept.map { run in
      guard run.count > 4 else { return run }
      var thinned = [run[0]]
      var start = 1
      while start < run.count - 1 {
        let group = run[start..<min(start + groupSize, run.count - 1)]
        let lowest = group.indices.min { run[$0].y < run[$1].y } ?? start
        let highest = group.indices.max { run[$0].y < run[$1].y } ?? start
        thinned.append(run[min(lowest, highest)])
        if lowest != highest { thinned.append(run[max(lowest, highest)]) }
        start += groupSize
      }
      thinned.append(run[run.count - 1])
      return thinned
    }
  }
}
