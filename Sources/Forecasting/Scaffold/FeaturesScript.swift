import Warehouse

/// Writes `features.sql`: calendar features and numbers in place of texts.
struct FeaturesScript {
  let guesses: ScaffoldGuesses
  let columns: ScaffoldColumns

  var text: String {
    let day = Identifier.quoted(columns.date)
    let computed = columns.codes + columns.calendar
    let last = computed.last?.name
    var lines = ["  source.*,", "  \(day) || 'T00:00:00.000Z' AS \"event_time\","]
    for column in computed {
      let comma = column.name == last ? "" : ","
      let remark = column.remark.map { " -- \($0)" } ?? ""
      lines.append("  \(column.expression) AS \(Identifier.quoted(column.name))\(comma)\(remark)")
    }
    var prose = "Adds a time in UTC, calendar features"
    if columns.codes.isEmpty {
      prose += "."
    } else {
      prose += ", and numbers in place of texts. A text that has no number here gets NULL, which counts as missing."
    }
    if columns.codes.contains(where: { $0.expression.contains("dense_rank") }) {
      prose += " dense_rank numbers many texts in their order: the numbers change when new texts come."
    }
    return """
      -- Which columns does every row have?
      \(ScaffoldText.lines("--", prose))
      SELECT
      \(lines.joined(separator: "\n"))
      \(lags)
      """
  }

  /// Features of the past, ready to be used, and the end of the statement.
  private var lags: String {
    guard let series = columns.series else { return "FROM source\n" }
    let label = Identifier.quoted(columns.label)
    func frame(_ function: String, _ first: Int, _ last: Int, _ name: String) -> String {
      let frame = "RANGE BETWEEN \(first) PRECEDING AND \(last) PRECEDING"
      return ScaffoldText.comment("  --, CAST(\(function)(\(label)) OVER (series \(frame)) AS REAL) AS \(name)")
    }
    let partition = series.isEmpty ? "" : "PARTITION BY \(series.map(Identifier.quoted).joined(separator: ", ")) "
    let window = "--WINDOW series AS (\(partition)ORDER BY julianday(\(Identifier.quoted(columns.date))))"
    return """
        -- Earlier days often say most. Where they are known when a forecast is made, take the dashes away from these lines and
        -- from the last one, and add the names to the features in pipeline.yml. Frames count days, and none reaches the row.
      \(frame("sum", 7, 7, "lag_7"))
      \(frame("sum", 28, 28, "lag_28"))
      \(frame("avg", 7, 1, "mean_7"))
      \(frame("avg", 28, 1, "mean_28"))
      FROM source
      \(ScaffoldText.comment(window))

      """
  }
}
