import Warehouse

extension Parts {
  /// A table of all rows that can be scrolled sideways; states are marked by colour and by their words.
  /// - Parameters:
  ///   - links: where cells lead to.
  ///   - isExact: values are written as they are, as for the result of a query.
  public static func table(_ rows: Rows, caption: String, links: Links = .none, isExact: Bool = false) -> HTML {
    guard !rows.isEmpty else { return empty(caption) }
    let formats = rows.columns.indices.map { column in
      ColumnFormat(rows.columns[column], rows.values.map { $0[column] }, isExact: isExact)
    }
    let head = rows.columns.indices.map { column -> HTML in
      .element(
        "th", [("scope", "col"), ("class", formats[column].isNumeric ? "number" : "word")],
        text: isExact ? rows.columns[column] : title(rows.columns[column]))
    }
    let body = rows.values.map { row in
      HTML.element("tr", [], row.indices.map { cell(rows, row, $0, formats[$0], links, isExact: isExact) })
    }
    return .element(
      "div", [("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-label", caption)],
      [
        .element(
          "table", [],
          [
            .element("caption", text: caption), .element("thead", [], [.element("tr", [], head)]),
            .element("tbody", [], body),
          ])
      ])
  }

  private static func cell(
    _ rows: Rows, _ row: [SQLValue], _ column: Int, _ format: ColumnFormat, _ links: Links, isExact: Bool
  ) -> HTML {
    let (shown, whole) = format.text(row[column])
    var content = HTML.text(shown)
    if format.isTime, let whole {
      content = .element("time", [("datetime", whole)], text: shown)
    }
    let path = links.path(rows.columns[column]) { name in
      rows.columns.firstIndex(of: name).map { Rows.text(row[$0]) } ?? ""
    }
    if let path { content = .element("a", [("href", path)], [content]) }
    var attributes = [("class", (format.isNumeric ? "number" : "word") + (isExact ? "" : mark(shown)))]
    if let whole, !format.isTime { attributes.append(("title", whole)) }
    if isExact, row[column] == .null {
      attributes[0].1 += " null"
      content = .text("NULL")
    }
    return .element("td", attributes, [content])
  }

  private static func title(_ column: String) -> String { column.split(separator: "_").joined(separator: " ") }

  /// The class of a state, with a space before it.
  static func mark(_ text: String) -> String {
    switch text {
    case "OK", "PASS", "Succeeded", "Approved", "stable", "better", "InService", "allowed": " good"
    case "ALARM", "FAIL", "ERROR", "Failed", "Rejected", "drift", "degraded", "worse", "denied": " bad"
    case "INSUFFICIENT_DATA", "PendingManualApproval", "Skipped", "Stopped", "NO_ROWS", "Executing", "Stopping",
      "Creating", "Updating", "RollingBack":
      " waiting"
    default: ""
    }
  }
}
