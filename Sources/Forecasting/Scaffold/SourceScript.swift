import Warehouse

/// Writes `source.sql`: the table's columns under the pipeline's names.
struct SourceScript {
  let guesses: ScaffoldGuesses
  let columns: ScaffoldColumns

  var text: String {
    """
    -- Which rows does the pipeline learn from?
    \(remarks.map { ScaffoldText.lines("--", $0) }.joined(separator: "\n"))
    SELECT
      \(selection.joined(separator: ",\n  "))
    FROM \(guesses.facts.table.sql)

    """
  }

  private var selection: [String] {
    var selection: [String] = []
    if columns.isNumbered {
      selection.append("row_number() OVER (ORDER BY \(order)) AS \(Identifier.quoted(columns.identifier))")
    }
    if columns.needsDate {
      selection.append("\(Identifier.quoted(guesses.date.name)) AS \(Identifier.quoted(columns.date))")
    }
    return selection
      + columns.sourced.map { column in
        let name = Identifier.quoted(column.facts.name)
        if column.facts.name == guesses.date.name, column.facts.kind == .time {
          return "substr(\(name), 1, 10) AS \(Identifier.quoted(column.name))"
        }
        return column.isRenamed ? "\(name) AS \(Identifier.quoted(column.name))" : name
      }
  }

  /// Rows are numbered by date, so that the numbers stay when later days are loaded.
  private var order: String {
    let rest = guesses.series ?? columns.sourced.map(\.facts).filter { $0.name != guesses.date.name }
    return ([guesses.date] + rest).map { Identifier.quoted($0.name) }.joined(separator: ", ")
  }

  private var remarks: [String] {
    var remarks: [String] = []
    switch guesses.series {
    case .some(let series) where series.isEmpty: remarks.append("One row per day: the date alone tells all rows apart.")
    case .some(let series):
      remarks.append(
        "One row per \(series.map(\.name).joined(separator: ", ")) and date: together they tell all rows apart.")
    case nil:
      remarks.append(
        "No columns were found that tell all rows apart together with the date: several rows of a day stand side by side."
      )
    }
    if columns.isNumbered {
      remarks.append(
        """
        No column names a row, so \(columns.identifier) numbers the rows by date. The numbers stay when later days are \
        loaded; where rows may come in between, put a text of date and key columns together instead.
        """)
    } else {
      remarks.append(
        "\(columns.identifier) names a row: \(guesses.guess(guesses.identifier?.name ?? "")?.reason ?? "").")
    }
    if columns.needsDate {
      remarks.append(
        """
        EDIT THIS: \(guesses.date.name) holds no dates, and a pipeline needs them as YYYY-MM-DD. Write an expression in \
        place of the one before AS \(columns.date), for example \(example).
        """)
    }
    for column in columns.sourced where column.isRenamed {
      remarks.append("\(column.facts.name) is called \(column.name) here: the program uses the name itself.")
    }
    let unused = guesses.columns.filter { $0.role == .unused }.map { "\($0.column) (\($0.reason))" }
    if !unused.isEmpty { remarks.append("Left out: \(unused.joined(separator: ", ")).") }
    return remarks
  }

  private var example: String {
    let name = Identifier.quoted(guesses.date.name)
    guard guesses.date.isNumeric else {
      return """
        substr(\(name), 7, 4) || '-' || substr(\(name), 4, 2) || '-' || substr(\(name), 1, 2) where it is written as \
        31.12.2025
        """
    }
    return """
      date('2020-01-06', '+' || (7 * (\(name) - 1)) || ' days') where it counts weeks and week 1 starts on 2020-01-06
      """
  }
}
