/// What the SQL page shows.
public struct SQLQuestion: Sendable {
  /// A parameter with what was typed for it.
  public struct Parameter: Sendable {
    /// Its name.
    public let name: String
    /// Its type, its default and what it means.
    public let hint: String
    /// What was typed.
    public let value: String

    /// Creates a parameter.
    public init(name: String, hint: String, value: String) {
      self.name = name
      self.hint = hint
      self.value = value
    }
  }

  /// What came of asking.
  public enum Outcome: Sendable {
    /// Rows, perhaps not all of them.
    case rows(Rows)
    /// Why there are none.
    case failed(String)
  }

  /// The name of a named query, or `nil` for SQL that was typed.
  public var name: String?
  /// Its question, as its file says.
  public var question: String
  /// Its SQL, or what was typed.
  public var sql: String
  /// Its parameters.
  public var parameters: [Parameter]
  /// `nil` where nothing was asked yet.
  public var outcome: Outcome?
  /// Where all rows can be had as CSV.
  public var csvPath: String?

  /// Creates a question.
  public init(
    name: String? = nil, question: String = "", sql: String = "", parameters: [Parameter] = [],
    outcome: Outcome? = nil, csvPath: String? = nil
  ) {
    self.name = name
    self.question = question
    self.sql = sql
    self.parameters = parameters
    self.outcome = outcome
    self.csvPath = csvPath
  }
}

extension Site {
  /// The page that asks: named queries with their parameters, and any SQL that reads.
  /// - Parameters:
  ///   - names: the named queries with their questions.
  ///   - limits: how many rows and seconds, as a sentence.
  public func sql(
    _ asked: SQLQuestion, names: [(name: String, question: String)], limits: String
  ) -> SitePage {
    SitePage(
      "SQL", question: "What do you want to know? Queries read and cannot change anything.", place: "/sql",
      [
        asked.name == nil ? .panel([typed(asked, limits: limits)]) : .panel([named(asked, limits: limits)]),
        asked.outcome.map { result($0, asked) } ?? .empty, .panel([list(names, isOpen: asked.outcome == nil)]),
      ])
  }

  private func typed(_ asked: SQLQuestion, limits: String) -> HTML {
    .element(
      "form", [("method", "get"), ("action", "/sql")],
      [
        .element("label", [("for", "sql")], text: "SQL"),
        .element(
          "textarea",
          [
            ("id", "sql"), ("name", "sql"), ("class", "code"), ("rows", "6"), ("spellcheck", "false"),
            ("autocapitalize", "off"), ("required", "required"), ("aria-describedby", "limits"),
          ], text: asked.sql),
        .element(
          "p", [("class", "hint"), ("id", "limits")],
          text: "One statement, with tables under their database's name (mlops.runs). \(limits)"),
        fields(asked.parameters), .element("div", [("class", "buttons")], [.element("button", text: "Run")]),
      ])
  }

  private func named(_ asked: SQLQuestion, limits: String) -> HTML {
    let name = asked.name ?? ""
    return .group([
      .element("h2", text: name), .element("p", [("class", "question")], text: asked.question),
      .element(
        "form", [("method", "get"), ("action", "/sql")],
        [
          .hidden("query", name), fields(asked.parameters),
          .element(
            "div", [("class", "buttons")],
            [
              .element("button", text: "Run"),
              .element(
                "a", [("class", "button quiet"), ("href", "/sql?draft=\(SitePath.encoded(name))")],
                text: "Change the SQL"),
              .link("/sql", "Write your own"),
            ]),
          .element("p", [("class", "hint")], text: limits),
        ]),
      .element(
        "details", [],
        [.element("summary", text: "SQL of this query"), .element("pre", [("tabindex", "0")], text: asked.sql)]),
    ])
  }

  private func fields(_ parameters: [SQLQuestion.Parameter]) -> HTML {
    guard !parameters.isEmpty else { return .empty }
    return .element(
      "div", [("class", "fields")],
      parameters.map { parameter in
        let identifier = "p-\(parameter.name)"
        return .element(
          "div", [],
          [
            .element(
              "label", [("for", identifier)],
              [.text("\(parameter.name) "), .element("small", text: parameter.hint)]),
            .void(
              "input",
              [
                ("id", identifier), ("name", "p.\(parameter.name)"), ("value", parameter.value),
                ("autocomplete", "off"),
              ]),
          ])
      })
  }

  private func result(_ outcome: SQLQuestion.Outcome, _ asked: SQLQuestion) -> HTML {
    switch outcome {
    case .failed(let message):
      return .element(
        "div", [("class", "notice bad"), ("role", "alert")],
        [.element("p", text: "The query was not answered."), .element("pre", [("class", "wrap")], text: message)])
    case .rows(let rows):
      let count = rows.values.count
      let caption = rows.isCut ? "The first \(count) rows" : count == 1 ? "1 row" : "\(count) rows"
      let download = asked.csvPath.map { path -> HTML in
        .element(
          "div", [("class", "buttons")],
          [
            .element(
              "a", [("class", "button quiet"), ("href", path)],
              text: rows.isCut ? "Download all rows as CSV" : "Download as CSV")
          ])
      }
      return .panel(
        "Result",
        [
          rows.isEmpty
            ? Parts.note("No row. The columns are \(rows.columns.joined(separator: ", ")).")
            : Parts.table(rows, caption: caption, isExact: true),
          rows.isCut ? Parts.note("There are more rows than are shown; the CSV file has all of them.") : .empty,
          download ?? .empty,
        ])
    }
  }

  private func list(_ names: [(name: String, question: String)], isOpen: Bool) -> HTML {
    .element(
      "details", isOpen ? [("open", "open")] : [],
      [
        .element("summary", text: "\(names.count) named queries"),
        .element(
          "ul", [("class", "names")],
          names.map { name, question in
            .element(
              "li", [], [.link("/sql?query=\(SitePath.encoded(name))", name), .element("span", text: question)])
          }),
      ])
  }
}
