/// A grid of cells, the darker the larger their value; marked cells also carry a dot, so that colour is never alone.
public struct HeatMapChart: Sendable {
  /// One cell.
  public struct Cell: Sendable, Equatable {
    /// What decides the shade.
    public var value: Double
    /// Whether the cell carries a dot.
    public var isMarked: Bool

    /// Creates a cell.
    public init(value: Double, isMarked: Bool = false) {
      self.value = value
      self.isMarked = isMarked
    }
  }

  /// The title.
  public var title: String
  /// What the columns are.
  public var xLabel: String
  /// What the shade shows, with its unit.
  public var valueLabel: String
  /// The names of the rows, from top to bottom.
  public var rowNames: [String]
  /// The names of the columns, from left to right.
  public var columnNames: [String]
  /// The cells, row by row; `nil` where there is none.
  public var cells: [[Cell?]]
  /// Where the shades change, ascending; five at most.
  public var steps: [Double]

  /// Creates a chart.
  public init(
    title: String, xLabel: String, valueLabel: String, rowNames: [String], columnNames: [String], cells: [[Cell?]],
    steps: [Double]
  ) {
    self.title = title
    self.xLabel = xLabel
    self.valueLabel = valueLabel
    self.rowNames = rowNames
    self.columnNames = columnNames
    self.cells = cells
    self.steps = Array(steps.sorted().prefix(ChartStyle.densityCount - 1))
  }

  private static let cellHeight = 18.0
  private static let longestLabel = 20

  /// The chart as an SVG document. Without its style sheet it needs ``ChartStyle/css`` on the page around it.
  public func svg(includingStyle: Bool = true) -> String {
    let longest = rowNames.map { min(Self.longestLabel, $0.count) }.max() ?? 0
    let left = 20 + Double(longest) * Frame.characterWidth
    let right = 458.0
    let top = 66.0
    let bottom = top + Double(max(2, rowNames.count)) * Self.cellHeight
    let width = (right - left) / Double(max(1, columnNames.count))
    let marked = cells.joined().count { $0?.isMarked == true }
    let description =
      "Heat map of \(rowNames.count) rows and \(columnNames.count) columns, \(valueLabel); \(marked) cells are marked."
    return SVGText.chart(title: title, description: description, height: bottom + 52, includingStyle: includingStyle) {
      svg in
      svg.drawTitle(title)
      drawLegend(&svg)
      for (index, name) in rowNames.enumerated() {
        let shown = SVGText.shortened(name, to: Self.longestLabel)
        let y = top + Double(index) * Self.cellHeight
        svg.label(shown, "chart-end", left - 8, y + 13.5, hover: shown == name ? nil : name)
        svg.line("chart-grid", left, y + Self.cellHeight, right, y + Self.cellHeight)
        for (column, cell) in cells[index].enumerated() {
          guard let cell, column < columnNames.count else { continue }
          let x = left + Double(column) * width
          let hover =
            "\(name), \(columnNames[column]): \(NumberText.short(cell.value))\(cell.isMarked ? ", drift" : "")"
          svg.rectangle(
            "chart-fill0 chart-density\(shade(cell.value))", x: x, y: y + 1,
            width: max(0.5, width - (width > 4 ? 1 : 0)),
            height: Self.cellHeight - 2, hover: hover)
          if cell.isMarked {
            svg.element(
              "circle",
              [
                ("class", "chart-fill1"), ("cx", SVGText.coordinate(x + width / 2)),
                ("cy", SVGText.coordinate(y + Self.cellHeight / 2)),
                ("r", SVGText.coordinate(min(3.5, max(1, width / 2)))),
              ], hover: hover)
          }
        }
      }
      if rowNames.isEmpty { svg.label("no data", "chart-quiet chart-middle", (left + right) / 2, top + 22) }
      if let first = columnNames.first, let last = columnNames.last {
        svg.label(first, "chart-quiet", left, bottom + 18)
        if last != first { svg.label(last, "chart-quiet chart-end", right, bottom + 18) }
      }
      svg.label(xLabel, "chart-middle", (left + right) / 2, bottom + 40)
    }
  }

  private func shade(_ value: Double) -> Int { steps.count { value >= $0 } }

  private func drawLegend(_ svg: inout SVGText) {
    var x = 12.0
    for level in 0...steps.count {
      let text = level == 0 ? "below \(NumberText.short(steps.first ?? 0))" : NumberText.short(steps[level - 1])
      svg.rectangle("chart-fill0 chart-density\(level)", x: x, y: 37, width: 11, height: 11)
      svg.label(text, "chart-small", x + 15, 47)
      x += 26 + Double(text.count) * 6.6
    }
    svg.element("circle", [("class", "chart-fill1"), ("cx", SVGText.coordinate(x + 6)), ("cy", "42.5"), ("r", "3.5")])
    svg.label("drift", "chart-small", x + 15, 47)
  }
}
