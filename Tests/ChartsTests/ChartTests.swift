import Charts
import Testing

@Suite("SVG charts")
struct ChartTests {
  /// Every kind of chart of the same numbers.
  private func charts(_ numbers: [Double], title: String = "A title") -> [String] {
    let points = numbers.enumerated().map { ChartPoint(x: $0.element, y: $0.element * 0.9) }
    return [
      ScatterChart(title: title, xLabel: "actual", yLabel: "predicted", points: points, identityLine: true).svg(),
      ScatterChart(title: title, xLabel: "actual", yLabel: "predicted", points: points).svg(),
      HistogramChart(title: title, xLabel: "residual", values: numbers, zeroLine: true).svg(),
      HistogramChart(title: title, xLabel: "residual", values: numbers).svg(),
      BarChart(title: title, valueLabel: "importance", bars: numbers.map { ChartBar(label: "bar \($0)", value: $0) })
        .svg(),
      LineChart(
        title: title, xLabel: "round", yLabel: "rmse",
        series: [ChartSeries(name: "train", values: numbers), ChartSeries(name: "validation", values: [])],
        marker: (0, "best")
      ).svg(),
      LineChart(title: title, xLabel: "round", yLabel: "rmse", series: []).svg(),
    ]
  }

  @Test(
    "any numbers give well-formed charts within their view box, with a name and a description",
    arguments: [
      [], [5.0], [0], [3, 3, 3], [1, 2, 3, 4], [-5, 0, 5], [-2, -1], [.nan], [.nan, 1, .infinity, -.infinity, 2],
      [1e-300, 2e-300], [-1.7e308, 1.7e308], [1e150, -1e150], [1e12, 1e12 + 1], Array(repeating: 0.1, count: 2_000),
      [-100, 1], [100, -1], [-100, -99.9, -0.001],
    ] as [[Double]])
  func anyNumbers(numbers: [Double]) throws {
    for svg in charts(numbers) {
      let chart = ParsedChart(svg)
      #expect(chart.isWellFormed)
      let root = try #require(chart.elements.first)
      #expect(root.attributes["role"] == "img")
      #expect(root.attributes["aria-label"] == "A title")
      #expect(root.attributes["width"] == nil)
      let box = try #require(root.attributes["viewBox"]).split(separator: " ").compactMap { Double($0) }
      #expect(box.count == 4 && box[2] == 480)
      #expect(chart.texts(of: "title").first == "A title")
      #expect(chart.texts(of: "desc").first?.isEmpty == false)
      for coordinate in chart.coordinates {
        let value = try #require(coordinate)
        #expect(value >= -1 && value <= max(box[2], box[3]) + 1)
      }
    }
  }

  @Test("text is escaped, characters that XML forbids are replaced, and equal input gives equal bytes")
  func escaping() {
    let title = "Sales <b>\"now\"</b> & 'then' ]]> \u{0}\u{1B}\u{FFFE} ไทย"
    for svg in charts([1, 2, 3], title: title) {
      let chart = ParsedChart(svg)
      #expect(chart.isWellFormed)
      #expect(chart.texts(of: "title").first == "Sales <b>\"now\"</b> & 'then' ]]> \u{FFFD}\u{FFFD}\u{FFFD} ไทย")
      #expect(!chart.elements.contains { $0.name == "b" })
    }
    let hostile = BarChart(
      title: "t", valueLabel: "</text><script>", bars: [ChartBar(label: "\"><script>alert(1)</script>", value: 1)]
    ).svg()
    #expect(ParsedChart(hostile).isWellFormed)
    #expect(!hostile.contains("<script"))
    #expect(charts([1, 2, 3]) == charts([1, 2, 3]))
  }

  @Test("what is not finite is left out, and the description says how many")
  func leftOut() {
    let points = [ChartPoint(x: 1, y: 2), ChartPoint(x: .nan, y: 1), ChartPoint(x: 1, y: .infinity)]
    let scatter = ParsedChart(ScatterChart(title: "t", xLabel: "x", yLabel: "y", points: points).svg())
    #expect(scatter.count("circle", "chart-point") == 1)
    #expect(scatter.texts(of: "desc").first?.contains("2 points that are not finite numbers were left out") == true)
    let histogram = ParsedChart(HistogramChart(title: "t", xLabel: "x", values: [1, .nan, 2]).svg())
    #expect(histogram.texts(of: "desc").first?.contains("1 value that is not a finite number") == true)
  }

  @Test("few points are drawn one by one, with their numbers to hover over; many as cells with a legend")
  func thinning() {
    func chart(_ count: Int) -> (svg: String, parsed: ParsedChart) {
      let points = (0..<count).map { ChartPoint(x: Double($0 * 7919 % 10_007), y: Double($0 * 104_729 % 10_009)) }
      let svg = ScatterChart(title: "t", xLabel: "x", yLabel: "y", points: points, identityLine: true).svg()
      return (svg, ParsedChart(svg))
    }
    let few = chart(1_500)
    #expect(few.parsed.count("circle", "chart-point") == 1_500)
    let hovers = Set(few.parsed.texts(of: "title"))
    #expect(hovers.contains("7919, 4639"))
    #expect(few.svg.utf8.count < 300_000)
    let many = chart(200_000)
    #expect(many.parsed.count("circle", "chart-point") == 0)
    #expect(many.parsed.texts(of: "text").contains("points per cell"))
    #expect(many.svg.utf8.count < 300_000)
    let cells = many.parsed.texts(of: "title").filter { $0.hasSuffix(" points") }
    let counted = cells.compactMap { Int($0.dropLast(7).filter { $0 != "," }) }.reduce(0, +)
    #expect(counted == 200_000)
  }

  @Test("long and many lines stay small and keep their extremes")
  func longLines() throws {
    let spike = (0..<100_000).map { $0 == 54_321 ? 50.0 : Double($0 % 10) }
    let one = LineChart(title: "t", xLabel: "x", yLabel: "y", series: [ChartSeries(name: "a", values: spike)]).svg()
    #expect(one.utf8.count < 60_000)
    let chart = ParsedChart(one)
    let line = try #require(chart.elements.first { $0.name == "polyline" }?.attributes["points"])
    let heights = line.split(separator: " ").compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
    let highest = try #require(heights.min())
    #expect(heights.count { $0 < highest + 50 } == 1)
    let many = LineChart(
      title: "t", xLabel: "x", yLabel: "y",
      series: (0..<20).map { ChartSeries(name: "series \($0)", values: spike.map { $0 * 2 }) }
    ).svg()
    #expect(many.utf8.count < 300_000)
    let broken = LineChart(
      title: "t", xLabel: "x", yLabel: "y",
      series: [ChartSeries(name: "a", values: (0..<50_000).map { $0.isMultiple(of: 3) ? .nan : Double($0) })]
    ).svg()
    #expect(broken.utf8.count < 300_000)
  }

  @Test("a missing value interrupts a line")
  func interruption() {
    let chart = ParsedChart(
      LineChart(
        title: "t", xLabel: "x", yLabel: "y", series: [ChartSeries(name: "a", values: [1, 2, .nan, 3, 4, .nan, 5])]
      ).svg())
    #expect(chart.elements.count { $0.name == "polyline" } == 2)
    #expect(chart.texts(of: "text").contains("a"))
    #expect(chart.texts(of: "title").contains("a: 5 at 6"))
  }

  @Test("bars keep their order, show their values, shorten long names and say how many are hidden")
  func bars() {
    let long = String(repeating: "feature", count: 9)
    let bars = [ChartBar(label: long, value: 3.25)] + (0..<50).map { ChartBar(label: "f\($0)", value: 1) }
    let chart = ParsedChart(BarChart(title: "t", valueLabel: "v", bars: bars, limit: 20).svg())
    #expect(chart.count("rect", "chart-fill0") == 20)
    #expect(chart.texts(of: "text").contains("and 31 more"))
    #expect(chart.texts(of: "text").contains("3.25"))
    #expect(chart.texts(of: "text").contains { $0.hasSuffix("…") })
    #expect(chart.texts(of: "title").contains(long))
    #expect(chart.texts(of: "title").contains("\(long): 3.25"))
  }

  @Test("a line marks zero in a histogram of residuals, also where all of them are on one side")
  func zeroLine() {
    for values in [[5.0, 6, 7], [-5, -6, -7], [-1, 0, 1]] {
      let chart = ParsedChart(HistogramChart(title: "t", xLabel: "x", values: values, zeroLine: true).svg())
      #expect(chart.count("line", "chart-reference") == 1)
    }
  }

  @Test("the style sheet serves light and dark, and can be left to the page")
  func style() {
    #expect(ChartStyle.css.contains("prefers-color-scheme: dark"))
    let chart = HistogramChart(title: "t", xLabel: "x", values: [1])
    #expect(chart.svg().contains(ChartStyle.css))
    let bare = chart.svg(includingStyle: false)
    #expect(!bare.contains("<style"))
    #expect(!bare.contains("style="))
    #expect(ParsedChart(bare).isWellFormed)
  }
}
