/// How often values occur, for example the residuals of a model.
public struct HistogramChart: Sendable {
  /// The title.
  public var title: String
  /// What the values are, with their unit.
  public var xLabel: String
  /// What is counted.
  public var yLabel: String
  /// The values; those that are not finite are left out, and the description says how many.
  public var values: [Double]
  /// Whether to mark 0 with a line.
  public var zeroLine: Bool

  /// Creates a chart.
  public init(title: String, xLabel: String, yLabel: String = "rows", values: [Double], zeroLine: Bool = false) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.values = values
    self.zeroLine = zeroLine
  }

  /// The chart as an SVG document. Without its style sheet it needs ``ChartStyle/css`` on the page around it.
  public func svg(includingStyle: Bool = true) -> String {
    let drawn = values.filter(\.isDrawable)
    let bins = HistogramBins(drawn)
    var low = bins.edges[0]
    var high = bins.edges[bins.edges.count - 1]
    if zeroLine && !drawn.isEmpty {
      low = min(low, 0)
      high = max(high, 0)
    }
    let xTicks = RoundTicks(from: low, to: high, about: 7)
    let yTicks = RoundTicks(from: 0, to: Double(max(1, bins.counts.max() ?? 1)), smallestStep: 1)
    let frame = Frame(title: title, xTicks: xTicks, yTicks: yTicks, xLabel: xLabel, yLabel: yLabel)
    var description = "Histogram of \(NumberText.grouped(drawn.count)) values, \(xLabel)."
    if let smallest = drawn.min(), let largest = drawn.max() {
      description += " From \(NumberText.short(smallest)) to \(NumberText.short(largest))."
    }
    description += leftOutSentence(values.count - drawn.count, what: "value")
    return SVGText.chart(
      title: title, description: description, height: frame.height, includingStyle: includingStyle
    ) { svg in
      frame.draw(in: &svg)
      if drawn.isEmpty {
        frame.drawNoData(in: &svg)
        return
      }
      for (bin, count) in bins.counts.enumerated() where count > 0 {
        let x = frame.x(bins.edges[bin])
        let share = NumberText.fixed(100 * Double(count) / Double(drawn.count), decimals: 1)
        svg.rectangle(
          "chart-fill0", x: x + 0.5, y: frame.y(Double(count)), width: frame.x(bins.edges[bin + 1]) - x - 1,
          height: frame.bottom - frame.y(Double(count)),
          hover: "\(NumberText.short(bins.edges[bin])) to \(NumberText.short(bins.edges[bin + 1])): "
            + "\(NumberText.grouped(count)) \(yLabel) (\(share) %)")
      }
      if zeroLine { svg.line("chart-reference", frame.x(0), frame.top - 4, frame.x(0), frame.bottom) }
    }
  }
}
