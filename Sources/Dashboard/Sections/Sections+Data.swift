extension Sections {
  func drift() -> Section {
    let never = "Drift: not looked at yet. stockroom monitor run does."
    return Section(
      "drift", "Drift", "Do the last weeks look like the same weeks of the years before?",
      [
        reading.part("monitoring/drift_history", "Drift", empty: never) { rows in
          guard rows.numbers("psi").contains(where: { !$0.isNaN }) else {
            return Parts.note(
              "No column could be compared: the days looked at, or the same days of earlier years, have too few rows.")
          }
          let data = rows.filter("source") { $0 == "data" }
          let predictions = rows.filter("source") { $0 == "predictions" }
          return Parts.charts(
            [Parts.driftMap(data)]
              + (predictions.isEmpty
                ? [] : [Parts.driftMap(predictions, title: "Drift of what the endpoint was asked, by day")]))
        },
        table(
          "monitoring/drifting_columns", "Drifting columns",
          caption: "Columns that drift on the last day looked at", empty: "No column drifts on the last day looked at."),
      ])
  }

  func quality() -> Section {
    Section(
      "quality", "Data quality", "Which checks did not hold on the last day looked at?",
      [
        table(
          "monitoring/quality_failures", "Failed checks", caption: "Failed checks",
          empty: "No check failed on the last day looked at.")
      ])
  }

  func profile() -> Section {
    let columns = [
      "feature_name", "kind", "n_rows", "missing_count", "mean", "std", "min", "p25", "p50", "p75", "max", "mean_shift",
    ]
    let part = reading.part("dashboards/data_profile", "Data profile") { rows in
      let latest = rows.filter("is_latest") { $0 == "1" }
      let shifts = latest.filter("mean_shift") { !$0.isEmpty && $0 != "0" }
      return .group([
        shifts.isEmpty
          ? .empty
          : Parts.charts([
            Parts.bars(
              shifts, title: "Change of each mean against the run before", value: "mean_shift", label: "feature_name",
              unit: "standard deviations")
          ]), reading.table(latest.selecting(columns), caption: "Label and features"),
      ])
    }
    return Section("profile", "Data profile", "What do the test rows of the latest run look like?", [part])
  }
}
