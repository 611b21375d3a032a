import Charts
import Testing

@Suite("Terminal charts")
struct TerminalChartTests {
  @Test("a sparkline has one block per value, from the lowest to the highest")
  func sparkline() {
    #expect(TerminalChart.sparkline([1, 2, 3, 4, 5, 6, 7, 8]) == "▁▂▃▄▅▆▇█")
    #expect(TerminalChart.sparkline([5, 5, 5]) == "▄▄▄")
    #expect(TerminalChart.sparkline([1, .nan, 8]) == "▁ █")
    #expect(TerminalChart.sparkline([]) == "")
    #expect(TerminalChart.sparkline([.nan, .infinity]) == "  ")
  }

  @Test("more values than columns are averaged")
  func width() {
    #expect(TerminalChart.sparkline((0..<1_000).map(Double.init), width: 8) == "▁▂▃▄▅▆▇█")
    #expect(TerminalChart.sparkline((0..<1_000).map { _ in 1 }, width: 0).count == 1)
  }

  @Test("bars are proportional and lines equally long")
  func bars() {
    let text = TerminalChart.bars(
      [ChartBar(label: "a", value: 10), ChartBar(label: "bb", value: 5), ChartBar(label: "c", value: -2.5)], width: 26)
    // 26 columns: 2 for labels, 4 for values, 2 spaces, 18 for bars.
    #expect(
      text == """
        a  ██████████████████   10
        bb █████████             5
        c  ░░░░░              -2.5

        """)
  }

  @Test("control characters of a label do not reach the terminal")
  func control() {
    let text = TerminalChart.bars([ChartBar(label: "\u{1B}[2Jname\n", value: 1)])
    #expect(!text.contains("\u{1B}"))
    #expect(text.split(separator: "\n").count == 1)
  }

  @Test("nothing, zeros and numbers that are not finite have bars too")
  func degenerate() {
    #expect(TerminalChart.bars([]) == "")
    #expect(TerminalChart.bars([ChartBar(label: "a", value: 0), ChartBar(label: "b", value: .nan)]).contains("–"))
    #expect(TerminalChart.histogram([]) == "no data\n")
    #expect(TerminalChart.histogram([3]).split(separator: "\n").count { $0.contains("█") } == 1)
  }

  @Test("a histogram counts every value once")
  func histogram() {
    let lines = TerminalChart.histogram((0..<100).map(Double.init) + [.nan], bins: 5).split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines.first?.hasPrefix("  0 …  20 ") == true)
    #expect(lines.allSatisfy { $0.hasSuffix(" 20") })
  }
}
