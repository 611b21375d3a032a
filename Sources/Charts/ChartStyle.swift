/// The style sheet of all charts.
public enum ChartStyle: Sendable {
  /// Rules for light and, through `prefers-color-scheme`, dark surroundings. Series colours are from the palette of Okabe
  /// and Ito ("Color Universal Design", 2008), which people with any kind of colour vision tell apart; on dark ground
  /// its lighter members come first. Every class begins with `chart-`, so that one copy can serve all charts of a page.
  public static let css: String = {
    var css = """
      .chart-text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; font-size: 13px; }
      .chart-title { font-size: 16px; font-weight: 600; }
      .chart-small { font-size: 12px; }
      .chart-end { text-anchor: end; }
      .chart-middle { text-anchor: middle; }
      .chart-hover { fill: transparent; stroke: none; }
      .chart-line { fill: none; stroke-width: 2; stroke-linejoin: round; }
      .chart-point { fill-opacity: 0.45; }
      .chart-grid { stroke-width: 1; }
      .chart-axis { stroke-width: 1; }
      .chart-reference { fill: none; stroke-width: 1.5; stroke-dasharray: 6 4; }

      """
    for (level, opacity) in ["0.15", "0.3", "0.45", "0.62", "0.8", "1"].enumerated() {
      css += ".chart-density\(level) { fill-opacity: \(opacity); }\n"
    }
    for (index, dashes) in ["none", "7 3", "2 3", "9 3 2 3"].enumerated() {
      css += ".chart-dash\(index) { stroke-dasharray: \(dashes); }\n"
    }
    css += rules(ground: "#ffffff", ink: "#1f2328", quiet: "#59636e", grid: "#e3e6ea", series: light)
    css += "@media (prefers-color-scheme: dark) {\n"
    css += rules(ground: "#15181d", ink: "#e8eaed", quiet: "#a5adb8", grid: "#2d333b", series: dark)
    css += "}\n"
    return css
  }()

  static let seriesCount = light.count
  static let dashCount = 4
  static let densityCount = 6

  private static let light = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"]
  private static let dark = ["#56b4e9", "#e69f00", "#33c295", "#cc79a7", "#f0e442", "#d55e00", "#ffffff"]

  private static func rules(ground: String, ink: String, quiet: String, grid: String, series: [String]) -> String {
    var css = """
      .chart-ground { fill: \(ground); }
      .chart-text { fill: \(ink); }
      .chart-quiet { fill: \(quiet); }
      .chart-grid { stroke: \(grid); }
      .chart-axis { stroke: \(quiet); }
      .chart-reference { stroke: \(ink); }
      .chart-inside { fill: \(ground); }

      """
    for (index, colour) in series.enumerated() {
      css += ".chart-fill\(index) { fill: \(colour); }\n.chart-stroke\(index) { stroke: \(colour); }\n"
    }
    return css
  }
}
