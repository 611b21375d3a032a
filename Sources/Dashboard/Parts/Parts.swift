import Charts
import Warehouse

/// Parts of pages over rows: a report puts them together, a server shows each of them.
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

  /// One figure of the latest run beside that of the run before.
  public static func card(
    _ label: String, _ value: String, note: String, isGood: Bool? = nil, path: String? = nil
  ) -> HTML {
    let figure = path.map { HTML.element("a", [("href", $0)], text: value) } ?? .text(value)
    return .element(
      "div", [("class", "card" + (isGood.map { $0 ? " good" : " bad" } ?? ""))],
      [
        .element("p", [("class", "label")], text: label), .element("p", [("class", "value")], [figure]),
        .element("p", [("class", "note")], text: note),
      ])
  }

  /// Cards in a grid.
  public static func cards(_ cards: [HTML]) -> HTML { .element("div", [("class", "cards")], cards) }

  /// Charts beside each other where there is room.
  public static func charts(_ charts: [String]) -> HTML {
    .element("div", [("class", "charts")], charts.map { .element("figure", [], [.chart($0)]) })
  }

  /// Several pieces after each other.
  static func group(_ pieces: [HTML]) -> HTML { .group(pieces) }

  /// A sentence where there is nothing to show.
  public static func empty(_ what: String) -> HTML { note("\(what): no rows yet.") }

  /// A sentence where the tables come only with the first run of a pipeline.
  static func comesLater(_ what: String) -> HTML {
    note("\(what): nothing yet. It comes with the first run of a pipeline (stockroom pipeline run NAME).")
  }

  /// A quiet sentence.
  static func note(_ text: String) -> HTML { .element("p", [("class", "empty")], text: text) }

  /// Says what could not be read.
  public static func missing(_ what: String, _ reason: String) -> HTML { note("\(what) cannot be shown: \(reason)") }

  /// Names and what they stand for; empty ones are left out.
  static func facts(_ facts: [(name: String, value: HTML)]) -> HTML {
    let shown = facts.filter { !$0.value.markup.isEmpty }
    guard !shown.isEmpty else { return .empty }
    return .element(
      "dl", [("class", "facts")],
      shown.map { .element("div", [], [.element("dt", text: $0.name), .element("dd", [], [$0.value])]) })
  }

  /// A state, marked by colour and by its word.
  static func state(_ text: String) -> HTML { .element("span", [("class", "state" + mark(text))], text: text) }

  /// A moment.
  static func time(_ text: String) -> HTML {
    guard text.utf8.count == 24 else { return .text(text) }
    return .element("time", [("datetime", text)], text: "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC")
  }
}
