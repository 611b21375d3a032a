/// The physical lines on which the records of a batch start. Only the places are kept where a record does not start on
/// the line after the record before: at the batch's start, after embedded line ends and after blank lines.
struct LineMap: Sendable {
  private var jumps: [(row: Int, line: Int)] = []

  init(firstLine: Int = 1) { jumps.append((0, firstLine)) }

  mutating func reset(firstLine: Int) {
    jumps.removeAll(keepingCapacity: true)
    jumps.append((0, firstLine))
  }

  /// Notes that `row` starts on `line`.
  mutating func jump(row: Int, line: Int) {
    if jumps[jumps.count - 1].row == row { jumps.removeLast() }
    jumps.append((row, line))
  }

  func line(ofRow row: Int) -> Int {
    var low = 0
    var high = jumps.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if jumps[middle].row <= row { low = middle } else { high = middle }
    }
    return jumps[low].line + row - jumps[low].row
  }
}
