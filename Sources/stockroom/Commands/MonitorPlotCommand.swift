import ArgumentParser
import Charts
import Operations
import Warehouse

/// How numbers are drawn in a terminal.
enum PlotKind: String, ExpressibleByArgument, CaseIterable {
  case sparkline, histogram, bars
}

struct MonitorPlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw the numbers of a query in the terminal.",
    discussion: """
      The last column is drawn, the first one labels bars. Sparklines have one line per numeric column.

        stockroom monitor plot "SELECT date, wape FROM mlops.performance_daily WHERE segment_name = 'all' ORDER BY date"
        stockroom monitor plot "SELECT units_sold FROM retail_demand.demand_product" --kind histogram
      """)

  @Argument(help: "The SQL.")
  var sql: String

  @Option(help: "What to draw.")
  var kind = PlotKind.sparkline

  @Option(help: "How many characters wide.")
  var width = 72

  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard (20...500).contains(width) else { throw ValidationError("--width takes a number from 20 to 500.") }
  }

  func run() throws {
    let stockroom = try options.existing()
    let query = try Stockroom.Query(sql: sql, parameters: [])
    let (names, rows) = try stockroom.ask(query, keepsHistory: true) { cursor -> (Int, ([String], [[SQLValue]])) in
      let names = cursor.columnNames
      let rows = try cursor.allRows()
      return (rows.count, (names, rows))
    }
    guard !rows.isEmpty else { return Message.write("no rows") }
    let numeric = names.indices.filter { column in rows.contains { Self.number($0[column]) != nil } }
    guard let last = numeric.last else {
      throw WarehouseError(
        code: "no-numbers", subject: "query", expected: "a column of numbers", found: names.joined(separator: ", "),
        remedy: "select a number as the last column")
    }
    switch kind {
    case .sparkline:
      let longest = numeric.map { names[$0].count }.max() ?? 0
      for column in numeric {
        let values = rows.map { Self.number($0[column]) ?? .nan }
        let known = values.filter { !$0.isNaN }
        let label = names[column] + String(repeating: " ", count: longest - names[column].count)
        let line = TerminalChart.sparkline(values, width: max(10, width - longest - 24))
        print("\(label)  \(line)  \(Self.short(known.first)) … \(Self.short(known.last))")
      }
    case .histogram:
      print(TerminalChart.histogram(rows.compactMap { Self.number($0[last]) }, width: width), terminator: "")
    case .bars:
      let bars = rows.map { row in
        ChartBar(label: last == 0 ? "" : ValueText.plain(row[0]), value: Self.number(row[last]) ?? .nan)
      }
      print(TerminalChart.bars(bars, width: width), terminator: "")
    }
  }

  private static func number(_ value: SQLValue) -> Double? {
    switch value {
    case .integer(let integer): Double(integer)
    case .real(let number): number
    case .null, .text, .blob: nil
    }
  }

  private static func short(_ value: Double?) -> String {
    guard let value else { return "–" }
    let rounded = (value * 1000).rounded() / 1000
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
  }
}
