/// What all charts have in common: the drawing area, title, axes with round numbers, and the description for readers who
/// do not see it. Units are those of the view box, 480 wide, so that text stays readable on a phone.
struct Frame {
  let title: String
  let xTicks: RoundTicks
  /// Names for the ticks instead of their numbers.
  let xTickNames: [String]?
  let yTicks: RoundTicks
  let xLabel: String
  let yLabel: String
  let height: Double
  let left: Double
  let top: Double
  let right: Double = 458
  var bottom: Double { height - 52 }

  static let width = 480.0
  /// About the width of one character of axis text.
  static let characterWidth = 7.4

  init(
    title: String, xTicks: RoundTicks, xTickNames: [String]? = nil, yTicks: RoundTicks, xLabel: String, yLabel: String,
    height: Double = 340,
    legendLines: Int = 0
  ) {
    self.title = title
    self.xTicks = xTicks
    self.xTickNames = xTickNames
    self.yTicks = yTicks
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.height = height
    let widest = yTicks.labels.map(\.count).max() ?? 1
    left = 34 + Double(widest) * Self.characterWidth
    top = 44 + Double(legendLines) * 20
  }

  /// The horizontal place of a value.
  func x(_ value: Double) -> Double {
    left + (value - xTicks.low) / (xTicks.high - xTicks.low) * (right - left)
  }

  /// The vertical place of a value.
  func y(_ value: Double) -> Double {
    bottom - (value - yTicks.low) / (yTicks.high - yTicks.low) * (bottom - top)
  }

  /// Draws title, grid and axes.
  func draw(in svg: inout SVGText) {
    svg.drawTitle(title)
    for (value, label) in zip(yTicks.values, yTicks.labels) {
      svg.line("chart-grid", left, y(value), right, y(value))
      svg.label(label, "chart-quiet chart-end", left - 6, y(value) + 4.5)
    }
    let labels = xTickNames ?? xTicks.labels
    // Where labels would touch, every second or every fifth is written.
    let room = (right - left) / Double(max(1, labels.count - 1))
    let needed = Double(labels.map(\.count).max() ?? 1) * Self.characterWidth + 6
    let stride = needed <= room ? 1 : (needed <= 2 * room ? 2 : 5)
    for (index, value) in xTicks.values.enumerated() {
      svg.line("chart-grid", x(value), top, x(value), bottom)
      guard index.isMultiple(of: stride) else { continue }
      // Long names at the edges stay inside.
      let half = Double(labels[index].count) * Self.characterWidth / 2
      let isOutside = xTickNames != nil && x(value) + half > Self.width
      svg.label(
        labels[index], "chart-quiet \(isOutside ? "chart-end" : "chart-middle")",
        isOutside ? Self.width - 2 : max(x(value), xTickNames == nil ? 0 : half + 2), bottom + 18)
    }
    svg.line("chart-axis", left, bottom, right, bottom)
    svg.label(xLabel, "chart-middle", (left + right) / 2, height - 12)
    svg.verticalLabel(yLabel, 14, (top + bottom) / 2)
  }

  /// Says in the middle that there is nothing to show.
  func drawNoData(in svg: inout SVGText) {
    svg.label("no data", "chart-quiet chart-middle", (left + right) / 2, (top + bottom) / 2)
  }
}

extension SVGText {
  /// A whole chart: root element with role, title and description, ground, then what `draw` adds.
  static func chart(
    title: String, description: String, height: Double, includingStyle: Bool, draw: (inout SVGText) -> Void
  ) -> String {
    var svg = SVGText()
    svg.open(
      "svg",
      [
        ("xmlns", "http://www.w3.org/2000/svg"), ("viewBox", "0 0 \(coordinate(Frame.width)) \(coordinate(height))"),
        ("role", "img"), ("aria-label", title),
      ])
    svg.element("title", [], content: title)
    svg.element("desc", [], content: description)
    if includingStyle { svg.style(ChartStyle.css) }
    svg.element(
      "rect", [("class", "chart-ground"), ("width", coordinate(Frame.width)), ("height", coordinate(height))])
    draw(&svg)
    svg.close()
    return svg.text
  }

  mutating func drawTitle(_ title: String) {
    let shown = Self.shortened(title, to: 50)
    label(shown, "chart-title", 12, 24, hover: shown == title ? nil : title)
  }

  mutating func line(_ style: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
    element(
      "line",
      [
        ("class", style), ("x1", Self.coordinate(x1)), ("y1", Self.coordinate(y1)), ("x2", Self.coordinate(x2)),
        ("y2", Self.coordinate(y2)),
      ])
  }

  mutating func rectangle(
    _ style: String, x: Double, y: Double, width: Double, height: Double, hover: String? = nil
  ) {
    element(
      "rect",
      [
        ("class", style), ("x", Self.coordinate(x)), ("y", Self.coordinate(y)),
        ("width", Self.coordinate(max(0, width))), ("height", Self.coordinate(max(0, height))),
      ], hover: hover)
  }

  mutating func label(_ text: String, _ style: String, _ x: Double, _ y: Double, hover: String? = nil) {
    element(
      "text", [("class", "chart-text \(style)"), ("x", Self.coordinate(x)), ("y", Self.coordinate(y))], content: text,
      hover: hover)
  }

  mutating func verticalLabel(_ text: String, _ x: Double, _ y: Double) {
    let place = "\(Self.coordinate(x)) \(Self.coordinate(y))"
    element(
      "text", [("class", "chart-text chart-middle"), ("transform", "translate(\(place)) rotate(-90)")], content: text)
  }

  static func shortened(_ text: String, to length: Int) -> String {
    text.count <= length ? text : text.prefix(length - 1) + "…"
  }
}
