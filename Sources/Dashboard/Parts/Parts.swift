import Charts
import Warehouse

/// Parts of pages over rows: a report puts them together, a server can show each of them.
public enum Parts {
  /// A section with a heading that the contents list points to.
  public static func section(_ identifier: String, _ title: String, _ question: String, _ children: [HTML]) -> HTML {
    .element(
      "section", [("id", identifier), ("aria-labelledby", "\(identifier)-title")],
      [
        .element("h2", [("id", "\(identifier)-title")], text: title),
        .element("p", [("class", "question")], text: question),
      ] + children)
  }

  /// A table of all rows that can be scrolled sideways; states are marked by colour and by their words.
  public static func table(_ rows: Rows, caption: String) -> HTML {
    guard !rows.isEmpty else { return empty(caption) }
    let numeric = rows.columns.indices.map { column in
      rows.values.contains { Rows.number($0[column]) != nil }
        && rows.values.allSatisfy { $0[column] == .null || Rows.number($0[column]) != nil }
    }
    let head = rows.columns.indices.map { column -> HTML in
      .element(
        "th", [("scope", "col"), ("class", numeric[column] ? "number" : "word")], text: title(rows.columns[column]))
    }
    let body = rows.values.map { row in
      HTML.element(
        "tr", [],
        row.indices.map { column in
          let text = Rows.text(row[column])
          return .element("td", [("class", (numeric[column] ? "number" : "word") + mark(text))], text: text)
        })
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

  /// One figure of the latest run beside that of the run before.
  public static func card(_ label: String, _ value: String, note: String, isGood: Bool? = nil) -> HTML {
    .element(
      "div", [("class", "card" + (isGood.map { $0 ? " good" : " bad" } ?? ""))],
      [
        .element("p", [("class", "label")], text: label), .element("p", [("class", "value")], text: value),
        .element("p", [("class", "note")], text: note),
      ])
  }

  /// Cards in a grid.
  public static func cards(_ cards: [HTML]) -> HTML { .element("div", [("class", "cards")], cards) }

  /// Charts beside each other where there is room.
  public static func charts(_ charts: [String]) -> HTML {
    .element("div", [("class", "charts")], charts.map { .element("figure", [], [.chart($0)]) })
  }

  /// A sentence where there is nothing to show.
  public static func empty(_ what: String) -> HTML {
    .element("p", [("class", "empty")], text: "\(what): no rows yet.")
  }

  /// Says what could not be read.
  public static func missing(_ what: String, _ reason: String) -> HTML {
    .element("p", [("class", "empty")], text: "\(what) cannot be shown: \(reason)")
  }

  private static func title(_ column: String) -> String { column.split(separator: "_").joined(separator: " ") }

  private static func mark(_ text: String) -> String {
    switch text {
    case "OK", "PASS", "Succeeded", "Approved", "stable": " good"
    case "ALARM", "FAIL", "ERROR", "Failed", "Rejected", "drift", "degraded": " bad"
    case "INSUFFICIENT_DATA", "PendingManualApproval", "Skipped", "Stopped", "NO_ROWS": " waiting"
    default: ""
    }
  }
}
