import Warehouse

extension Sections {
  func overview() -> Section {
    Section(
      "overview", "Overview", "Is the latest model good, and better than the one before?", [figures()])
  }

  /// The figures of the latest run as cards.
  func figures() -> HTML {
    reading.part("dashboards/overview", "The latest run") { rows in
      func card(_ label: String, _ column: String, higherIsBetter: Bool) -> HTML {
        let numbers = rows.numbers(column)
        let now = numbers.first ?? .nan
        let change = numbers.count > 1 ? now - numbers[1] : nil
        let note =
          change.map {
            $0.isNaN
              ? "" : "\($0 >= 0 ? "+" : "−")\(Rows.text(.real(abs($0).rounded(to: 5)))) against the run before"
          } ?? "first run"
        let isGood = change.flatMap { $0.isNaN || abs($0) < 1e-9 ? nil : ($0 > 0) == higherIsBetter }
        return Parts.card(
          label, now.isNaN ? "–" : Rows.text(.real(now.rounded(to: 5))), note: note, isGood: isGood)
      }
      let meets = rows.first("meets_thresholds")
      let limits = "rmse ≤ \(rows.first("threshold_rmse")), r2 ≥ \(rows.first("threshold_r2"))"
      let version = rows.first("model_package_version")
      return Parts.cards([
        card("RMSE, units", "rmse", higherIsBetter: false), card("MAE, units", "mae", higherIsBetter: false),
        card("R²", "r2", higherIsBetter: true), card("WAPE", "wape", higherIsBetter: false),
        card("Skill against last week", "skill", higherIsBetter: true),
        meets.isEmpty
          ? Parts.card("Thresholds", "none", note: "the run's execution names none")
          : Parts.card(
            "Thresholds", meets == "1" ? "met" : "not met", note: limits, isGood: meets == "1"),
        Parts.card(
          "Model version", version.isEmpty ? "none" : version, note: Self.words(rows.first("approval_status")),
          path: version.isEmpty
            ? nil : reading.links.path("model_package_version") { rows.first($0) }),
      ])
    }
  }

  /// `PendingManualApproval` as words.
  static func words(_ status: String) -> String {
    status == "PendingManualApproval" ? "waits for a decision" : status.lowercased()
  }

  func trends() -> Section {
    let runs = reading.part("monitoring/metric_trend", "Runs") { rows in
      .group([
        Parts.charts([
          Parts.lines(
            rows, title: "Error of each run", x: "run, the oldest first", y: "rmse, units",
            [("model", "rmse"), ("last week's sales", "seasonal_naive_rmse")]),
          Parts.lines(rows, title: "R² of each run", x: "run, the oldest first", y: "R²", [("R²", "r2")]),
        ]), reading.table(rows, caption: "Figures of each run"),
      ])
    }
    let days = reading.part(
      "monitoring/daily_performance", "Days with known sales", [("days", "90")],
      empty: "Days with known sales: none yet. They come with stockroom monitor run."
    ) { rows in
      let ordered = rows.reversed()
      return Parts.charts([
        Parts.lines(
          ordered, title: "Units, day by day", x: "day", y: "units", names: "date",
          [("sold", "units"), ("predicted", "predicted")]),
        Parts.lines(
          ordered, title: "Relative error, day by day", x: "day", y: "WAPE", names: "date",
          [("WAPE", "wape")]),
      ])
    }
    return Section("trends", "Metric trends", "How do the errors develop?", [runs, days])
  }

  func predictions() -> Section {
    let scatter = reading.part("pages/predictions", "Predictions") { rows in
      let all = rows.numbers("all_rows").first ?? 0
      let charts = Parts.charts([Parts.predictedAgainstActual(rows), Parts.residuals(rows)])
      guard all > Double(rows.values.count) else { return charts }
      return .group([
        charts, Parts.note("Drawn are \(rows.values.count) of \(Rows.text(.real(all))) test rows, evenly chosen."),
      ])
    }
    let days = reading.part("dashboards/residuals_by_day", "Residuals by day") {
      Parts.charts([
        Parts.lines(
          $0, title: "Mean error of each test day", x: "test day", y: "predicted minus actual, units", names: "date",
          [("mean error", "mean_error")]),
        Parts.lines(
          $0, title: "Units of each test day", x: "test day", y: "units", names: "date",
          [("sold", "actual"), ("predicted", "predicted")]),
      ])
    }
    return Section(
      "predictions", "Predictions and residuals", "How far off is the latest run?", [scatter, days])
  }

  func importance() -> Section {
    let part = reading.part("dashboards/shap_importance", "SHAP importance") { rows in
      let latest = rows.filter("is_latest") { $0 == "1" }
      let isFirst = latest.numbers("mean_abs_shap_change").allSatisfy(\.isNaN)
      let change = Parts.bars(
        latest, title: "Change against the run before", value: "mean_abs_shap_change", label: "feature", unit: "units")
      return .group([
        Parts.charts(
          [
            Parts.bars(
              latest, title: "Mean |SHAP| of each feature", value: "mean_abs_shap", label: "feature", unit: "units")
          ] + (isFirst ? [] : [change])),
        isFirst ? Parts.note("Changes come with the second run.") : .empty,
        reading.table(
          latest.selecting(["rank", "feature", "mean_abs_shap", "share", "rank_change", "share_change"]),
          caption: "Importance in the latest run"),
      ])
    }
    return Section("importance", "What moves the forecast", "Which features matter, and did that change?", [part])
  }

  func stores() -> Section {
    let part = reading.part("dashboards/store_errors", "Errors by store") { rows in
      let columns = [
        "store_id", "n_rows", "mean_actual", "mean_predicted", "mean_error", "mae", "rmse", "wape", "skill",
      ]
      return .group([
        Parts.charts([
          Parts.bars(rows, title: "WAPE of each store", value: "wape", label: "store_id", unit: "WAPE"),
          Parts.bars(rows, title: "RMSE of each store", value: "rmse", label: "store_id", unit: "units"),
        ]), reading.table(rows.selecting(columns), caption: "Errors by store"),
      ])
    }
    return Section("stores", "Stores", "Where is the forecast worst?", [part])
  }
}

extension Double {
  /// The number with so many significant digits.
  func rounded(to digits: Int) -> Double {
    guard isFinite, self != 0 else { return self }
    var scale = 1.0
    var limit = 1.0
    for _ in 1..<digits { limit *= 10 }
    while magnitude * scale < limit, scale < 1e12 { scale *= 10 }
    return (self * scale).rounded() / scale
  }
}
