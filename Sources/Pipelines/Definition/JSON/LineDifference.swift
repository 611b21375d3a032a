/// What differs between two texts, line by line, as `diff -u` shows it.
public enum LineDifference {
  private static let context = 3

  /// The hunks under a header, or nothing where the texts are equal.
  public static func text(_ name: String, from old: String?, to new: String?) -> String {
    guard old != new else { return "" }
    let (before, after) = (lines(old), lines(new))
    // Marks for each line of both texts: kept, taken away, added.
    var marked: [(mark: Character, line: Substring)] = []
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in after.difference(from: before) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var (i, j) = (0, 0)
    while i < before.count || j < after.count {
      if i < before.count, removed.contains(i) {
        marked.append(("-", before[i]))
        i += 1
      } else if j < after.count, inserted.contains(j) {
        marked.append(("+", after[j]))
        j += 1
      } else {
        marked.append((" ", before[i]))
        i += 1
        j += 1
      }
    }
    var text = "--- \(old == nil ? "/dev/null" : name)\n+++ \(new == nil ? "/dev/null" : name)\n"
    var index = 0
    var (oldLine, newLine) = (1, 1)
    while index < marked.count {
      guard let first = marked[index...].firstIndex(where: { $0.mark != " " }) else { break }
      let start = max(index, first - context)
      oldLine += start - index
      newLine += start - index
      var end = first
      while let next = marked[end...].firstIndex(where: { $0.mark != " " }), next - end <= 2 * context {
        end = next + 1
      }
      end = min(marked.count, end + context)
      let hunk = marked[start..<end]
      let (oldCount, newCount) = (hunk.count { $0.mark != "+" }, hunk.count { $0.mark != "-" })
      text += "@@ -\(oldLine),\(oldCount) +\(newLine),\(newCount) @@\n"
      for (mark, line) in hunk { text += "\(mark)\(line)\n" }
      oldLine += oldCount
      newLine += newCount
      index = end
    }
    return text
  }

  private static func lines(_ text: String?) -> [Substring] {
    guard let text, !text.isEmpty else { return [] }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
