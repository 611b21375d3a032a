/// Charts made of characters, for a terminal.
public enum TerminalChart: Sendable {
  /// A line of blocks, one per value, from `▁` for the smallest to `█` for the largest. A value that is not finite is a
  /// space; equal values are all `▄`. More values than `width` are averaged in groups.
  public static func sparkline(_ values: [Double], width: Int = 60) -> String {
    let width = max(1, width)
    var shown = values
    if values.count > width {
      shown = (0..<width).map { column in
        let group = values[(column * values.count / width)..<((column + 1) * values.count / width)]
          .filter(\.isDrawable)
        return group.isEmpty ? .nan : group.reduce(0, +) / Double(group.count)
      }
    }
    let drawable = shown.filter(\.isDrawable)
    guard let low = drawable.min(), let high = drawable.max() else {
      return String(repeating: " ", count: shown.count)
    }
    return String(
      shown.map { value in
        guard value.isDrawable else { return " " }
        return low == high ? "▄" : rising[min(7, Int((value - low) / (high - low) * 8))]
      })
  }

  /// Horizontal bars, one a line: label, bar, value. `width` is that of the whole line, in characters. Bars of negative
  /// values are drawn with `░`, and a value that is not finite has none.
  public static func bars(_ bars: [ChartBar], width: Int = 72) -> String {
    let labels = bars.map { printable($0.label) }
    let values = bars.map { NumberText.short($0.value) }
    let labelWidth = min(30, labels.map(\.count).max() ?? 0)
    let valueWidth = values.map(\.count).max() ?? 0
    let room = max(4, width - labelWidth - valueWidth - 2)
    let largest = bars.map(\.value).filter(\.isDrawable).map(abs).max() ?? 0
    var text = ""
    for (index, bar) in bars.enumerated() {
      let label = SVGText.shortened(labels[index], to: max(1, labelWidth))
      text += label + String(repeating: " ", count: labelWidth - label.count + 1)
      let length = bar.value.isDrawable && largest > 0 ? abs(bar.value) / largest * Double(room) : 0
      let drawn = blocks(length, negative: bar.value < 0)
      text += drawn + String(repeating: " ", count: room - drawn.count + 1)
      text += String(repeating: " ", count: valueWidth - values[index].count) + values[index] + "\n"
    }
    return text
  }

  /// A histogram, one bin a line: the range of the bin, a bar, the count.
  public static func histogram(_ values: [Double], bins limit: Int = 12, width: Int = 72) -> String {
    let drawable = values.filter(\.isDrawable)
    guard !drawable.isEmpty else { return "no data\n" }
    let bins = HistogramBins(drawable, limit: limit)
    let edges = bins.edges.map { NumberText.short($0) }
    let edgeWidth = edges.map(\.count).max() ?? 0
    func padded(_ text: String) -> String { String(repeating: " ", count: edgeWidth - text.count) + text }
    return bars(
      bins.counts.enumerated().map { bin, count in
        ChartBar(label: "\(padded(edges[bin])) … \(padded(edges[bin + 1]))", value: Double(count))
      }, width: width)
  }

  private static let rising: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  private static func blocks(_ length: Double, negative: Bool) -> String {
    let eighth = Int((length * 8).rounded())
    if negative { return String(repeating: "░", count: (eighth + 7) / 8) }
    let full = String(repeating: "█", count: eighth / 8)
    return eighth % 8 == 0 ? full : full + String(eighths[eighth % 8 - 1])
  }

  /// The text without control characters, which could steer the terminal.
  private static func printable(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
      result.append(isControl ? "\u{FFFD}" : scalar)
    }
    return String(result)
  }
}
