extension Site {
  /// One execution: its steps, what came of it, its log.
  /// - Parameters:
  ///   - execution: its whole id.
  ///   - graph: its graph as SVG with all texts escaped; `nil` where it cannot be drawn.
  public func execution(_ execution: String, graph: String?) -> SitePage? {
    let row = reading.rows("pages/execution", [("execution", execution)])
    guard !row.isEmpty else { return nil }
    let parameters: [(name: String, value: String)] = [("execution", execution)]
    let failure = row.first("failure_reason")
    let lineCount = row.numbers("log_lines").first ?? 0
    return SitePage(
      "Execution of \(row.first("pipeline_name"))", question: "What did each step do, and what came of it?",
      place: "/executions",
      [
        failure.isEmpty
          ? .empty
          : .element("div", [("class", "notice bad")], [.element("p", text: failure)]),
        .panel([facts(of: row)]),
        .panel("Steps", [graphFigure(graph), steps(parameters)]),
        .panel(
          "Result",
          [
            sections.table(
              "operations/execution_summary", "Result", parameters, caption: "What came of it",
              empty: "There is no result yet.")
          ]),
        .panel(
          "Parameters",
          [
            sections.table(
              "pages/execution_parameters", "Parameters", parameters, caption: "Values of the parameters",
              empty: "The pipeline has no parameters.")
          ]),
        .panel(
          "Log",
          [
            sections.table(
              "pages/last_log_lines", "Log", parameters,
              caption: lineCount > 500 ? "The last 500 of \(Int(lineCount)) lines" : "Lines of the log", limit: 500,
              empty: "It has said nothing.")
          ]),
      ])
  }

  private func facts(of row: Rows) -> HTML {
    Parts.facts([
      ("Status", Parts.state(row.first("status"))),
      ("Pipeline", .text("\(row.first("pipeline_name")), version \(row.first("pipeline_version"))")),
      ("Started", Parts.time(row.first("started_at"))), ("Ended", Parts.time(row.first("ended_at"))),
      ("Seconds", .text(row.first("seconds"))), ("Started by", .text(row.first("started_by"))),
      ("For the day", .text(row.first("logical_date"))),
      ("Resumed", .text(row.first("times_resumed") == "0" ? "" : "\(row.first("times_resumed")) times")),
      ("Program", .text(row.first("program_version"))), ("Execution", .text(row.first("execution_id"))),
    ])
  }

  private func graphFigure(_ graph: String?) -> HTML {
    graph.map { .element("figure", [("class", "graph")], [.chart($0)]) } ?? .empty
  }

  private func steps(_ parameters: [(name: String, value: String)]) -> HTML {
    sections.table(
      "operations/steps", "Steps", parameters,
      columns: [
        "step", "step_name", "status", "seconds", "cpu_seconds", "peak_memory_mb", "attempts", "reused_from", "message",
        "decision",
      ], caption: "Steps in their order", empty: "No step has begun.")
  }
}
