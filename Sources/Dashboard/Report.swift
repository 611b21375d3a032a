import Charts
import Warehouse

/// The report: one page that needs nothing else, made of the parts.
public struct Report {
  /// The rows of a script of `sql/`, by its path without `.sql`; an error's text where it cannot run.
  public typealias Source = (_ script: String, _ parameters: [(name: String, value: String)]) -> Result<
    Rows, ReadFailure
  >

  /// Why rows are missing.
  public struct ReadFailure: Error {
    /// One line for the reader.
    public let reason: String

    /// Creates a failure.
    public init(_ reason: String) { self.reason = reason }
  }

  private let source: Source
  private let generatedAt: String
  private let styleHash: (String) -> String

  /// Creates a report.
  /// - Parameters:
  ///   - styleHash: the base64 SHA-256 of a text, for the page's content security policy.
  public init(generatedAt: String, styleHash: @escaping (String) -> String, _ source: @escaping Source) {
    self.source = source
    self.generatedAt = generatedAt
    self.styleHash = styleHash
  }

  /// The HTML document.
  public func html() -> String {
    let sections: [(id: String, title: String, body: HTML)] = [
      overview(), alerts(), trends(), predictions(), importance(), stores(), drift(), quality(), profile(),
      executions(),
      versions(),
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
    let links = sections.map { section in
      HTML.element("li", [], [.element("a", [("href", "#\(section.id)")], text: section.title)])
    }
    let body = HTML.element(
      "body", [],
      [
        .element("a", [("class", "skip"), ("href", "#main")], text: "To the report"),
        .element(
          "header", [],
          [
            .element("h1", text: "Demand forecast report"),
            .element("p", [("class", "meta")], text: "Made \(generatedAt) from the tables of the warehouse."),
            .element("nav", [("aria-label", "Sections")], [.element("ul", [], links)]),
          ]),
        .element("main", [("id", "main")], sections.map(\.body)),
        .element(
          "footer", [], [.element("p", text: "Stockroom. The same rows are in the CSV files beside this page.")]),
      ])
    return "<!DOCTYPE html>\n" + HTML.element("html", [("lang", "en")], [head, body]).markup
  }

  private typealias Section = (id: String, title: String, body: HTML)

  private func section(_ id: String, _ title: String, _ question: String, _ children: [HTML]) -> Section {
    (id, title, Parts.section(id, title, question, children))
  }

  /// The part that `make` builds of a script's rows, or a sentence that says what is missing.
  private func part(
    _ script: String, _ what: String, _ parameters: [(name: String, value: String)] = [], _ make: (Rows) -> HTML
  ) -> HTML {
    switch source(script, parameters) {
    case .success(let rows): rows.isEmpty ? Parts.empty(what) : make(rows)
    case .failure(let failure): Parts.missing(what, failure.reason)
    }
  }

  private func overview() -> Section {
    let cards = part("dashboards/overview", "The latest run") { rows in
      func pair(_ column: String) -> (now: Double, before: Double?) {
        let numbers = rows.numbers(column)
        return (numbers.first ?? .nan, numbers.count > 1 ? numbers[1] : nil)
      }
      func card(_ label: String, _ column: String, higherIsBetter: Bool) -> HTML {
        let (now, before) = pair(column)
        let change = before.map { now - $0 }
        let note =
          change.map { "\($0 >= 0 ? "+" : "−")\(Rows.text(.real(abs($0)))) against the run before" } ?? "first run"
        let isGood = change.flatMap { abs($0) < 1e-9 ? nil : ($0 > 0) == higherIsBetter }
        return Parts.card(label, Rows.text(.real(now)), note: note, isGood: isGood)
      }
      let meets = rows.texts("meets_thresholds").first == "1"
      let limits = "rmse ≤ \(rows.texts("threshold_rmse").first ?? ""), r2 ≥ \(rows.texts("threshold_r2").first ?? "")"
      return Parts.cards([
        card("RMSE, units", "rmse", higherIsBetter: false), card("MAE, units", "mae", higherIsBetter: false),
        card("R²", "r2", higherIsBetter: true), card("WAPE", "wape", higherIsBetter: false),
        card("Skill against last week", "skill", higherIsBetter: true),
        Parts.card("Thresholds", meets ? "met" : "not met", note: limits, isGood: meets),
        Parts.card(
          "Model version", rows.texts("model_package_version").first.flatMap { $0.isEmpty ? nil : $0 } ?? "none",
          note: rows.texts("approval_status").first ?? ""),
      ])
    }
    return section("overview", "Overview", "Is the latest model good, and better than the one before?", [cards])
  }

  private func alerts() -> Section {
    section(
      "alerts", "Alerts", "What needs somebody's attention?",
      [
        part("monitoring/alert_states", "States of alerts") { Parts.table($0, caption: "State of each alert") },
        part("monitoring/alert_history", "Changes of state") {
          Parts.table($0.prefix(20).selecting(Self.historyColumns), caption: "The last changes of state")
        },
      ])
  }

  private static let historyColumns = ["date", "alert_name", "severity", "from_state", "state", "reason"]

  private func trends() -> Section {
    let runs = part("monitoring/metric_trend", "Runs") { rows in
      Parts.group([
        Parts.charts([
          Parts.lines(
            rows, title: "Error of each run", x: "run, the oldest first", y: "rmse, units",
            [("model", "rmse"), ("last week's sales", "seasonal_naive_rmse")]),
          Parts.lines(rows, title: "R² of each run", x: "run, the oldest first", y: "R²", [("R²", "r2")]),
        ]), Parts.table(rows, caption: "Figures of each run"),
      ])
    }
    let days = part("monitoring/daily_performance", "Days with known sales", [("days", "90")]) { rows in
      let ordered = Rows(columns: rows.columns, values: rows.values.reversed())
      return Parts.charts([
        Parts.lines(
          ordered, title: "Units, day by day", x: "day, the oldest first", y: "units",
          [("sold", "units"), ("predicted", "predicted")]),
        Parts.lines(
          ordered, title: "Relative error, day by day", x: "day, the oldest first", y: "WAPE", [("WAPE", "wape")]),
      ])
    }
    return section("trends", "Metric trends", "How do the errors develop?", [runs, days])
  }

  private func predictions() -> Section {
    section(
      "predictions", "Predictions and residuals", "How far off is the latest run?",
      [
        part("dashboards/predictions", "Predictions") {
          Parts.charts([Parts.predictedAgainstActual($0), Parts.residuals($0)])
        },
        part("dashboards/residuals_by_day", "Residuals by day") {
          Parts.charts([
            Parts.lines(
              $0, title: "Mean error of each test day", x: "test day", y: "predicted minus actual, units",
              [("mean error", "mean_error")])
          ])
        },
      ])
  }

  private func importance() -> Section {
    section(
      "importance", "What moves the forecast", "Which features matter, and did that change?",
      [
        part("dashboards/shap_importance", "SHAP importance") { rows in
          let latest = rows.filter("is_latest") { $0 == "1" }
          return Parts.group([
            Parts.charts([
              Parts.bars(
                latest, title: "Mean |SHAP| of each feature", value: "mean_abs_shap", label: "feature", unit: "units"),
              Parts.bars(
                latest, title: "Change against the run before", value: "mean_abs_shap_change", label: "feature",
                unit: "units"),
            ]),
            Parts.table(
              latest.selecting(["rank", "feature", "mean_abs_shap", "share", "rank_change", "share_change"]),
              caption: "Importance in the latest run"),
          ])
        }
      ])
  }

  private func stores() -> Section {
    section(
      "stores", "Stores", "Where is the forecast worst?",
      [
        part("dashboards/store_errors", "Errors by store") { rows in
          let columns = [
            "store_id", "n_rows", "mean_actual", "mean_predicted", "mean_error", "mae", "rmse", "wape", "skill",
          ]
          return Parts.group([
            Parts.charts([
              Parts.bars(rows, title: "WAPE of each store", value: "wape", label: "store_id", unit: "WAPE"),
              Parts.bars(rows, title: "RMSE of each store", value: "rmse", label: "store_id", unit: "units"),
            ]), Parts.table(rows.selecting(columns), caption: "Errors by store"),
          ])
        }
      ])
  }

  private func drift() -> Section {
    section(
      "drift", "Drift", "Do the last weeks look like the same weeks of the years before?",
      [
        part("monitoring/drift_history", "Drift") {
          Parts.charts([Parts.driftMap($0.filter("source") { $0 == "data" })])
        },
        part("monitoring/drifting_columns", "Drifting columns") {
          Parts.table($0, caption: "Columns that drift on the last day looked at")
        },
      ])
  }

  private func quality() -> Section {
    section(
      "quality", "Data quality", "Which checks did not hold on the last day looked at?",
      [
        part("monitoring/quality_failures", "Failed checks") { Parts.table($0, caption: "Failed checks") }
      ])
  }

  private func profile() -> Section {
    section(
      "profile", "Data profile", "What do the test rows of the latest run look like?",
      [
        part("dashboards/data_profile", "Data profile") { rows in
          let columns = [
            "feature_name", "kind", "n_rows", "missing_count", "mean", "std", "min", "p25", "p50", "p75", "max",
            "mean_shift",
          ]
          return Parts.table(rows.filter("is_latest") { $0 == "1" }.selecting(columns), caption: "Label and features")
        }
      ])
  }

  private func executions() -> Section {
    section(
      "executions", "Executions", "Which pipeline runs were there, and how did they end?",
      [
        part("dashboards/executions", "Executions") {
          let columns = [
            "started_at", "pipeline_name", "status", "seconds", "condition_met", "started_by", "failure_reason",
          ]
          return Parts.table($0.selecting(columns).prefix(30), caption: "The latest executions")
        }
      ])
  }

  private func versions() -> Section {
    section(
      "versions", "Model versions", "Which models are registered, and who decided about them?",
      [
        part("dashboards/model_versions", "Model versions") {
          let columns = [
            "model_package_group", "model_package_version", "approval_status", "registered_at", "decided_by", "rmse",
            "mae", "r2", "wape", "endpoint_name",
          ]
          return Parts.table($0.selecting(columns).prefix(30), caption: "Registered versions")
        }
      ])
  }
}

extension Parts {
  static func group(_ pieces: [HTML]) -> HTML { .group(pieces) }
}
