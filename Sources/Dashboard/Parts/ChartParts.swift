import Charts

extension Parts {
  /// Columns of rows as lines over the order of the rows.
  /// - Parameter names: the column that says what each row is called on the horizontal axis.
  public static func lines(
    _ rows: Rows, title: String, x: String, y: String, names: String? = nil,
    _ series: [(name: String, column: String)]
  ) -> String {
    LineChart(
      title: title, xLabel: x, yLabel: y,
      series: series.map { ChartSeries(name: $0.name, values: rows.numbers($0.column), first: 1) },
      xNames: names.map(rows.texts) ?? []
    ).svg(includingStyle: false)
  }

  /// Predictions against what happened.
  public static func predictedAgainstActual(_ rows: Rows) -> String {
    ScatterChart(
      title: "Predicted against actual", xLabel: "actual units", yLabel: "predicted units",
      points: zip(rows.numbers("actual"), rows.numbers("predicted")).map { ChartPoint(x: $0, y: $1) },
      identityLine: true
    ).svg(includingStyle: false)
  }

  /// How the residuals are spread.
  public static func residuals(_ rows: Rows) -> String {
    HistogramChart(
      title: "Residuals, predicted minus actual", xLabel: "residual, units", values: rows.numbers("residual"),
      zeroLine: true
    ).svg(includingStyle: false)
  }

  /// One bar a row.
  public static func bars(_ rows: Rows, title: String, value: String, label: String, unit: String) -> String {
    let bars = zip(rows.texts(label), rows.numbers(value)).map { ChartBar(label: $0, value: $1) }
    return BarChart(title: title, valueLabel: unit, bars: bars).svg(includingStyle: false)
  }

  /// Columns over days, the darker the further from the baseline.
  public static func driftMap(_ rows: Rows, title: String = "Drift of each column, by day") -> String {
    let dates = Array(Set(rows.texts("date"))).sorted()
    let columns = Array(Set(rows.texts("column_name"))).sorted()
    let (rowDates, rowColumns) = (rows.texts("date"), rows.texts("column_name"))
    let (values, states) = (rows.numbers("psi"), rows.texts("status"))
    var cells = [[HeatMapChart.Cell?]](
      repeating: [HeatMapChart.Cell?](repeating: nil, count: dates.count), count: columns.count)
    for index in rowDates.indices {
      guard let x = dates.firstIndex(of: rowDates[index]), let y = columns.firstIndex(of: rowColumns[index]),
        !values[index].isNaN || states[index] == "drift"
      else { continue }
      cells[y][x] = HeatMapChart.Cell(
        value: values[index].isNaN ? 1 : values[index], isMarked: states[index] == "drift")
    }
    return HeatMapChart(
      title: title, xLabel: "day", valueLabel: "population stability index",
      rowNames: columns, columnNames: dates, cells: cells, steps: [0.05, 0.1, 0.25, 0.5, 1]
    ).svg(includingStyle: false)
  }
}
