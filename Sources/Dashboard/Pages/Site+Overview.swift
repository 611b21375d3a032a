extension Site {
  /// The latest run against the one before, what needs attention, what ran last.
  public func overview() -> SitePage {
    SitePage(
      "Overview", question: "Is the latest model good, better than the one before, and is anything wrong?", place: "/",
      [
        .panel("Now", [attention]), .panel("Latest run", [sections.figures(), comparison]),
        .panel("Executions", [lastExecutions]),
      ])
  }

  private var attention: HTML {
    reading.part("pages/attention", "What needs attention", [("now", now)]) { row in
      func card(_ label: String, _ column: String, _ path: String, none: String, some: String) -> HTML {
        let count = row.first(column)
        return Parts.card(label, count, note: count == "0" ? none : some, isGood: count == "0", path: path)
      }
      let endpoints = row.first("endpoints")
      let down = row.first("endpoints_down")
      return Parts.cards([
        card(
          "Models to decide about", "waiting_versions", "/models", none: "nothing waits", some: "wait for a decision"),
        card("Alarms", "alarms", "/alerts", none: "all is well", some: "alerts in the state ALARM"),
        card("Failed executions", "failed_executions", "/executions", none: "in seven days", some: "in seven days"),
        card("Failed data checks", "failed_checks", "/quality", none: "on the last day", some: "on the last day"),
        Parts.card(
          "Endpoints", endpoints,
          note: endpoints == "0" ? "none yet" : down == "0" ? "all in service" : "\(down) not in service",
          isGood: endpoints == "0" ? nil : down == "0", path: "/endpoints"),
        card(
          "Undelivered messages", "dead_letters", "/sql?sql=\(SitePath.encoded(Self.undelivered))", none: "all arrived",
          some: "given up"),
      ])
    }
  }

  private static let undelivered =
    "SELECT * FROM mlops.event_deliveries WHERE status = 'DeadLetter' ORDER BY ended_at DESC"

  private var comparison: HTML {
    reading.part("monitoring/latest_vs_previous", "Comparison with the run before") { rows in
      guard rows.values.count > 1, !rows.numbers("previous").allSatisfy(\.isNaN) else {
        return Parts.note("The second run is compared with the first here.")
      }
      return reading.table(rows, caption: "The latest run and the one before")
    }
  }

  private var lastExecutions: HTML {
    sections.table(
      "operations/executions", "Executions", [("limit", "5")], caption: "The last five executions",
      empty: "No pipeline has run yet: stockroom pipeline run NAME starts one.")
  }
}
