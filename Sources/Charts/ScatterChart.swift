/// One point of a chart.
public struct ChartPoint: Sendable, Equatable {
  /// The place on the horizontal axis.
  public var x: Double
  /// The place on the vertical axis.
  public var y: Double

  /// Creates a point.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// A cloud of points, for example predictions against what happened.
///
/// Up to 1,500 points are drawn one by one. More are counted in cells of a grid, the darker the more (steps of a
/// logarithmic scale), so that the file stays below 300 KB whatever the number of points.
public struct ScatterChart: Sendable {
  /// The title.
  public var title: String
  /// What the horizontal axis shows, with its unit.
  public var xLabel: String
  /// What the vertical axis shows, with its unit.
  public var yLabel: String
  /// The points; those with a coordinate that is not finite are left out, and the description says how many.
  public var points: [ChartPoint]
  /// Whether to draw the line y = x; both axes then have the same range.
  public var identityLine: Bool

  /// Creates a chart.
  public init(title: String, xLabel: String, yLabel: String, points: [ChartPoint], identityLine: Bool = false) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.points = points
    self.identityLine = identityLine
  }

  static let largestPointCount = 1_500
  private static let columns = 60
  private static let rows = 45

  /// The chart as an SVG document. Without its style sheet it needs ``ChartStyle/css`` on the page around it.
  public func svg(includingStyle: Bool = true) -> String {
    let drawn = points.filter { $0.x.isDrawable && $0.y.isDrawable }
    let xRange = Self.range(drawn.map(\.x))
    let yRange = Self.range(drawn.map(\.y))
    var xTicks = RoundTicks(from: xRange.lowerBound, to: xRange.upperBound)
    var yTicks = RoundTicks(from: yRange.lowerBound, to: yRange.upperBound)
    if identityLine {
      xTicks = RoundTicks(
        from: min(xRange.lowerBound, yRange.lowerBound), to: max(xRange.upperBound, yRange.upperBound))
      yTicks = xTicks
    }
    let isDense = drawn.count > Self.largestPointCount
    let frame = Frame(
      title: title, xTicks: xTicks, yTicks: yTicks, xLabel: xLabel, yLabel: yLabel, height: 400,
      legendLines: isDense || identityLine ? 1 : 0)
    var description = "Scatter chart of \(NumberText.grouped(drawn.count)) points, \(yLabel) against \(xLabel)."
    if !drawn.isEmpty {
      description +=
        " Horizontal from \(NumberText.short(xRange.lowerBound)) to \(NumberText.short(xRange.upperBound)), vertical from"
        + " \(NumberText.short(yRange.lowerBound)) to \(NumberText.short(yRange.upperBound))."
    }
    description += leftOutSentence(points.count - drawn.count, what: "point")
    return SVGText.chart(
      title: title, description: description, height: frame.height, includingStyle: includingStyle
    ) { svg in
      frame.draw(in: &svg)
      if drawn.isEmpty {
        frame.drawNoData(in: &svg)
      } else if isDense {
        drawDensity(drawn, frame, in: &svg)
      } else {
        for point in drawn {
          svg.element(
            "circle",
            [
              ("class", "chart-point chart-fill0"), ("cx", SVGText.coordinate(frame.x(point.x))),
              ("cy", SVGText.coordinate(frame.y(point.y))), ("r", drawn.count > 300 ? "2.5" : "4"),
            ], hover: "\(NumberText.short(point.x)), \(NumberText.short(point.y))")
        }
      }
      if identityLine && !drawn.isEmpty {
        svg.line(
          "chart-reference", frame.x(xTicks.low), frame.y(xTicks.low), frame.x(xTicks.high), frame.y(xTicks.high))
        svg.line("chart-reference", 12, 43, 40, 43)
        svg.label("equal", "chart-small", 46, 47)
      }
    }
  }

  private func drawDensity(_ points: [ChartPoint], _ frame: Frame, in svg: inout SVGText) {
    let width = (frame.right - frame.left) / Double(Self.columns)
    let height = (frame.bottom - frame.top) / Double(Self.rows)
    var counts = [Int](repeating: 0, count: Self.columns * Self.rows)
    for point in points {
      let column = min(Self.columns - 1, max(0, Int((frame.x(point.x) - frame.left) / width)))
      let row = min(Self.rows - 1, max(0, Int((frame.y(point.y) - frame.top) / height)))
      counts[row * Self.columns + column] += 1
    }
    let scale = DensityScale(largest: counts.max() ?? 1)
    for (cell, count) in counts.enumerated() where count > 0 {
      svg.rectangle(
        "chart-fill0 chart-density\(scale.shade(of: count))", x: frame.left + Double(cell % Self.columns) * width,
        y: frame.top + Double(cell / Self.columns) * height, width: width, height: height,
        hover: "\(NumberText.grouped(count)) points")
    }
    var x = 120.0
    svg.label("points per cell", "chart-small", x, 47)
    x += 92
    for level in 0..<scale.levelCount {
      let text = NumberText.grouped(scale.smallestCount(of: level)) + (level == scale.levelCount - 1 ? "+" : "")
      svg.rectangle("chart-fill0 chart-density\(scale.shade(ofLevel: level))", x: x, y: 37, width: 11, height: 11)
      svg.label(text, "chart-small", x + 14, 47)
      x += 22 + Double(text.count) * 6.8
    }
  }

  private static func range(_ values: [Double]) -> ClosedRange<Double> {
    (values.min() ?? 0)...(values.max() ?? 1)
  }
}

/// Classes of cell counts, each beginning at twice, five or ten times the one before, as many as it takes.
struct DensityScale {
  private let starts: [Int]

  init(largest: Int) {
    var power = 1
    var all: [Int] = []
    while power <= largest {
      for factor in [1, 2, 5] where factor * power <= largest { all.append(factor * power) }
      power *= 10
    }
    // Too many classes: take every second or third one, counted from 1.
    let stride = max(1, (all.count + ChartStyle.densityCount - 1) / ChartStyle.densityCount)
    starts = all.enumerated().filter { $0.offset.isMultiple(of: stride) }.map(\.element)
  }

  var levelCount: Int { starts.count }

  func smallestCount(of level: Int) -> Int { starts[level] }

  /// The shade of a class: the last one always has the darkest.
  func shade(ofLevel level: Int) -> Int {
    starts.count < 2
      ? ChartStyle.densityCount - 1 : level * (ChartStyle.densityCount - 1) / (starts.count - 1)
  }

  func shade(of count: Int) -> Int { shade(ofLevel: starts.lastIndex { $0 <= count } ?? 0) }
}
