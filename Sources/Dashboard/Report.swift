import Charts

/// The report: one page that needs nothing else, made of the sections.
public struct Report {
  private let sections: Sections
  private let generatedAt: String
  private let styleHash: (String) -> String

  /// Creates a report.
  /// - Parameters:
  ///   - styleHash: the base64 SHA-256 of a text, for the page's content security policy.
  public init(generatedAt: String, styleHash: @escaping (String) -> String, _ source: @escaping RowSource) {
    sections = Sections(reading: Reading(source))
    self.generatedAt = generatedAt
    self.styleHash = styleHash
  }

  /// The HTML document.
  public func html() -> String {
    let all = [
      sections.overview(), sections.alerts(), sections.trends(), sections.predictions(), sections.importance(),
      sections.stores(), sections.drift(), sections.quality(), sections.profile(), sections.executions(),
      sections.versions(),
    ]
    let policy =
      "default-src 'none'; style-src 'sha256-\(styleHash(PageStyle.css))'; base-uri 'none'; form-action 'none'"
    let head = HTML.element(
      "head", [],
      [
        .void("meta", [("charset", "utf-8")]),
        .void("meta", [("http-equiv", "Content-Security-Policy"), ("content", policy)]),
        .void("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")]),
        .void("meta", [("name", "color-scheme"), ("content", "light dark")]),
        .element("title", text: "Demand forecast report, \(generatedAt.prefix(10))"), .style(PageStyle.css),
      ])
    let links = all.map { section in
      HTML.element("li", [], [.element("a", [("href", "#\(section.identifier)")], text: section.title)])
    }
    let body = HTML.element(
      "body", [],
      [
        .element("a", [("class", "skip"), ("href", "#main")], text: "To the report"),
        .element(
          "header", [],
          [
            .element("h1", text: "Demand forecast report"),
            .element(
              "p", [("class", "meta")],
              [.text("Made "), Parts.time(generatedAt), .text(" from the tables of the warehouse.")]),
            .element("nav", [("aria-label", "Sections")], [.element("ul", [], links)]),
          ]),
        .element("main", [("id", "main")], all.map(\.html)),
        .element(
          "footer", [], [.element("p", text: "Stockroom. The same rows are in the CSV files beside this page.")]),
      ])
    return "<!DOCTYPE html>\n" + HTML.element("html", [("lang", "en")], [head, body]).markup
  }
}
