/// One bar of a chart.
public struct ChartBar: Sendable, Equatable {
  /// What the bar stands for.
  public var label: String
  /// How long it is.
  public var value: Double

  /// Creates a bar.
  public init(label: String, value: Double) {
    self.label = label
    self.value = value
  }
}

/// Horizontal bars in the order given, for example the mean absolute SHAP value of each feature.
public struct BarChart: Sendable {
  /// The title.
  public var title: String
  /// What the length of a bar shows, with its unit.
  public var valueLabel: String
  /// The bars from top to bottom; those whose value is not finite are left out, and the description says how many.
  public var bars: [ChartBar]
  /// At most so many bars are drawn; the description and a line below them say how many there are more.
  public var limit: Int

  /// Creates a chart.
  public init(title: String, valueLabel: String, bars: [ChartBar], limit: Int = 30) {
    self.title = title
    self.valueLabel = valueLabel
    self.bars = bars
    self.limit = limit
  }

  private static let barHeight = 22.0
  private static let longestLabel = 26

  /// The chart as an SVG document. Without its style sheet it needs ``ChartStyle/css`` on the page around it.
  public func svg(includingStyle: Bool = true) -> String {
    let drawable = bars.filter(\.value.isDrawable)
    let drawn = Array(drawable.prefix(max(1, limit)))
    let values = drawn.map(\.value)
    let ticks = RoundTicks(from: min(0, values.min() ?? 0), to: max(0, values.max() ?? 0), about: 4)
    let longest = drawn.map { min(Self.longestLabel, $0.label.count) }.max() ?? 0
    let left = 20 + Double(longest) * Frame.characterWidth
    let right = 458.0
    let top = 44.0
    let bottom = top + Double(max(2, drawn.count)) * Self.barHeight
    let hidden = drawable.count - drawn.count
    let height = bottom + (hidden > 0 ? 70 : 52)
    func x(_ value: Double) -> Double { left + (value - ticks.low) / (ticks.high - ticks.low) * (right - left) }

    var description = "Bar chart of \(drawn.count) bars, \(valueLabel)."
    if let first = drawn.first {
      description += " The first is \(first.label) with \(NumberText.short(first.value))."
    }
    if hidden > 0 { description += " \(NumberText.grouped(hidden)) more are not drawn." }
    description += leftOutSentence(bars.count - drawable.count, what: "value")
    return SVGText.chart(title: title, description: description, height: height, includingStyle: includingStyle) {
      svg in
      svg.drawTitle(title)
      for (value, label) in zip(ticks.values, ticks.labels) {
        svg.line("chart-grid", x(value), top, x(value), bottom)
        svg.label(label, "chart-quiet chart-middle", x(value), bottom + 18)
      }
      for (index, bar) in drawn.enumerated() {
        let y = top + Double(index) * Self.barHeight
        let shown = SVGText.shortened(bar.label, to: Self.longestLabel)
        let value = NumberText.short(bar.value)
        svg.label(shown, "chart-end", left - 8, y + 15.5, hover: shown == bar.label ? nil : bar.label)
        let end = x(bar.value)
        svg.rectangle(
          "chart-fill0", x: min(x(0), end), y: y + 3, width: abs(end - x(0)), height: Self.barHeight - 6,
          hover: "\(bar.label): \(value)")
        drawValue(value, of: bar.value, from: x(0), to: end, right: right, y: y + 15, in: &svg)
      }
      svg.line("chart-axis", x(0), top, x(0), bottom)
      if drawn.isEmpty {
        svg.label("no data", "chart-quiet chart-middle", (left + right) / 2, (top + bottom) / 2)
      }
      svg.label(valueLabel, "chart-middle", (left + right) / 2, bottom + 40)
      if hidden > 0 {
        svg.label("and \(NumberText.grouped(hidden)) more", "chart-quiet chart-small chart-end", right, bottom + 58)
      }
    }
  }

  /// Writes the value behind the end of the bar or, where there is no room, inside it or on the other side of the axis.
  private func drawValue(
    _ text: String, of value: Double, from zero: Double, to end: Double, right: Double, y: Double,
    in svg: inout SVGText
  ) {
    let room = Double(text.count) * 6.8 + 8
    let fitsInside = abs(end - zero) >= room
    if value >= 0 {
      if end + room <= right {
        svg.label(text, "chart-quiet chart-small", end + 5, y)
      } else if fitsInside {
        svg.label(text, "chart-inside chart-small chart-end", end - 5, y)
      } else {
        svg.label(text, "chart-quiet chart-small chart-end", zero - 5, y)
      }
    } else if zero + room <= right {
      svg.label(text, "chart-quiet chart-small", zero + 5, y)
    } else if fitsInside {
      svg.label(text, "chart-inside chart-small", end + 5, y)
    } else {
      svg.label(text, "chart-quiet chart-small chart-end", end - 5, y)
    }
  }
}
