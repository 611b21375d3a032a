/// One line of a chart.
public struct ChartSeries: Sendable, Equatable {
  /// The name in the legend.
  public var name: String
  /// The points from left to right; one that is not finite interrupts the line.
  public var points: [ChartPoint]

  /// Creates a line.
  public init(name: String, points: [ChartPoint]) {
    self.name = name
    self.points = points
  }

  /// Creates a line of values at 0, 1, 2 … or from another first place on.
  public init(name: String, values: [Double], first: Double = 0) {
    self.init(
      name: name, points: values.enumerated().map { ChartPoint(x: first + Double($0.offset), y: $0.element) })
  }
}

/// Lines with a legend, for example the errors of training and validation per round.
///
/// Lines differ in colour and in dashes. Long ones are thinned: of each stretch the lowest and the highest point stay.
public struct LineChart: Sendable {
  /// The title.
  public var title: String
  /// What the horizontal axis shows, with its unit.
  public var xLabel: String
  /// What the vertical axis shows, with its unit.
  public var yLabel: String
  /// The lines in the order of the legend.
  public var series: [ChartSeries]
  /// A place on the horizontal axis to mark with a line and a word, for example the best round.
  public var marker: (x: Double, label: String)?
  /// What 1, 2, 3 … on the horizontal axis are called, for example days; numbers are written where there is no name.
  public var xNames: [String]

  /// Creates a chart.
  public init(
    title: String, xLabel: String, yLabel: String, series: [ChartSeries], marker: (x: Double, label: String)? = nil,
    xNames: [String] = []
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.marker = marker
    self.xNames = xNames
  }

  /// The chart as an SVG document. Without its style sheet it needs ``ChartStyle/css`` on the page around it.
  public func svg(includingStyle: Bool = true) -> String {
    let all = series.flatMap(\.points)
    let drawn = all.filter { $0.x.isDrawable && $0.y.isDrawable }
    let legend = Legend(names: series.map(\.name))
    let isCounted = drawn.allSatisfy { $0.x == $0.x.rounded() }
    let xTicks = RoundTicks(
      from: drawn.map(\.x).min() ?? 0, to: drawn.map(\.x).max() ?? 1, smallestStep: isCounted ? 1 : 0)
    let frame = Frame(
      title: title,
      xTicks: xTicks, xTickNames: xNames.isEmpty ? nil : xTicks.values.map { name(of: $0) ?? "" },
      yTicks: RoundTicks(from: drawn.map(\.y).min() ?? 0, to: drawn.map(\.y).max() ?? 1),
      xLabel: xLabel, yLabel: yLabel, height: 340 + Double(legend.lineCount) * 20, legendLines: legend.lineCount)
    var description = "Line chart of \(yLabel) over \(xLabel): \(series.map(\.name).joined(separator: ", "))."
    for line in series {
      guard let last = line.points.last(where: { $0.x.isDrawable && $0.y.isDrawable }) else { continue }
      description += " \(line.name) ends at \(NumberText.short(last.y))."
    }
    description += leftOutSentence(all.count - drawn.count, what: "point")
    return SVGText.chart(
      title: title, description: description, height: frame.height, includingStyle: includingStyle
    ) { svg in
      frame.draw(in: &svg)
      legend.draw(in: &svg)
      if drawn.isEmpty { frame.drawNoData(in: &svg) }
      if let marker, marker.x.isDrawable, marker.x >= frame.xTicks.low, marker.x <= frame.xTicks.high {
        let x = frame.x(marker.x)
        svg.line("chart-reference", x, frame.top, x, frame.bottom)
        let isLeft = x > (frame.left + frame.right) / 2
        svg.label(marker.label, "chart-small\(isLeft ? " chart-end" : "")", isLeft ? x - 6 : x + 6, frame.top + 14)
      }
      let budget = max(60, 6_000 / max(1, series.count))
      for (index, line) in series.enumerated() { draw(line, index, frame, budget: budget, in: &svg) }
    }
  }

  private func name(of x: Double) -> String? {
    x >= 1 && x <= Double(xNames.count) && x == x.rounded() ? xNames[Int(x) - 1] : nil
  }

  private func draw(_ line: ChartSeries, _ index: Int, _ frame: Frame, budget: Int, in svg: inout SVGText) {
    let style = "chart-line chart-stroke\(index % ChartStyle.seriesCount) chart-dash\(index % ChartStyle.dashCount)"
    let runs = Thinning.runs(line.points, isDrawable: { $0.x.isDrawable && $0.y.isDrawable })
    let count = runs.reduce(0) { $0 + $1.count }
    for run in Thinning.runs(runs, toAtMost: min(1_000, budget)) {
      let places = run.map { (frame.x($0.x), frame.y($0.y)) }
      if run.count == 1 {
        svg.element(
          "circle",
          [
            ("class", "chart-fill\(index % ChartStyle.seriesCount)"), ("cx", SVGText.coordinate(places[0].0)),
            ("cy", SVGText.coordinate(places[0].1)), ("r", "3"),
          ])
      } else {
        let text = places.map { "\(SVGText.coordinate($0.0)),\(SVGText.coordinate($0.1))" }.joined(separator: " ")
        svg.element("polyline", [("class", style), ("points", text)], hover: line.name)
      }
    }
    // Places to hover over, evenly spread.
    let stride = max(1, count / min(120, max(1, budget / 10)))
    for (offset, point) in runs.joined().enumerated() where offset.isMultiple(of: stride) {
      svg.element(
        "circle",
        [
          ("class", "chart-hover"), ("cx", SVGText.coordinate(frame.x(point.x))),
          ("cy", SVGText.coordinate(frame.y(point.y))), ("r", "5"),
        ], hover: "\(line.name): \(NumberText.short(point.y)) at \(name(of: point.x) ?? NumberText.short(point.x))")
    }
  }
}

/// The names of the lines, in as many lines of text as they need.
private struct Legend {
  private var entries: [(name: String, x: Double, line: Int)] = []
  private(set) var lineCount = 0

  init(names: [String]) {
    var x = 12.0
    var line = 0
    for name in names {
      let shown = SVGText.shortened(name, to: 40)
      let width = 40 + Double(shown.count) * 7
      if x > 12, x + width > 468 {
        x = 12
        line += 1
      }
      entries.append((shown, x, line))
      x += width
    }
    lineCount = names.isEmpty ? 0 : line + 1
  }

  func draw(in svg: inout SVGText) {
    for (index, entry) in entries.enumerated() {
      let y = 43 + Double(entry.line) * 20
      svg.line(
        "chart-line chart-stroke\(index % ChartStyle.seriesCount) chart-dash\(index % ChartStyle.dashCount)", entry.x,
        y,
        entry.x + 24, y)
      svg.label(entry.name, "chart-small", entry.x + 30, y + 4)
    }
  }
}
