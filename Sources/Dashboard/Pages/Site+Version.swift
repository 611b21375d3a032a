/// What came of a form on a page.
public enum FormOutcome: Sendable {
  /// It was done.
  case done(String)
  /// It was refused.
  case refused(String)

  var html: HTML {
    switch self {
    case .done(let text):
      .element("div", [("class", "notice good"), ("role", "status")], [.element("p", text: text)])
    case .refused(let text):
      .element("div", [("class", "notice bad"), ("role", "alert")], [.element("p", text: text)])
    }
  }
}

extension Site {
  /// The longest reason of a decision, in bytes.
  public static let longestReason = 2000

  /// A version of a model: its figures beside those of the version in service, and the decision about it.
  public func version(_ group: String, _ version: Int, outcome: FormOutcome? = nil) -> SitePage? {
    let own: [(name: String, value: String)] = [("group", group), ("version", String(version))]
    let row = reading.rows("pages/model_version", own)
    guard !row.isEmpty else { return nil }
    let servingGroup = row.first("serving_group")
    let serves = servingGroup == group && row.first("serving_version") == String(version)
    let pair =
      own
      + (servingGroup.isEmpty
        ? [] : [("serving_group", servingGroup), ("serving", row.first("serving_version"))])
    let other =
      servingGroup.isEmpty
      ? "No version is in service yet."
      : serves
        ? "This version is in service."
        : "In service: \(servingGroup) version \(row.first("serving_version"))."
    return SitePage(
      "\(group), version \(version)", question: "Is this version good enough to serve?", place: "/models",
      [
        outcome?.html ?? .empty, .panel([facts(of: row)]),
        .panel("Decision", [decisionForm(group, version, row), decisions(own)]),
        .panel(
          "Figures",
          [
            Parts.note(other),
            reading.part("pages/model_metrics", "Metrics", pair, empty: "It was registered without metrics.") { rows in
              let columns =
                servingGroup.isEmpty || serves ? rows.selecting(["metric", "this_version"]) : rows
              return reading.table(columns, caption: "Metrics of this version")
            },
          ]),
        servingGroup.isEmpty || serves
          ? .empty
          : .panel(
            "Differences",
            [
              sections.table(
                "pages/model_changes", "Differences", pair, caption: "What differs from the version in service",
                empty: "Parameters and the order of the features are the same as in service.")
            ]),
      ])
  }

  private func facts(of row: Rows) -> HTML {
    let endpoint = row.first("endpoint_name")
    let execution = row.first("execution_id")
    let archived = row.first("archived_at")
    return Parts.facts([
      ("Status", Parts.state(row.first("approval_status"))), ("Registered", Parts.time(row.first("registered_at"))),
      ("Archived", Parts.time(archived)), ("Aliases", .text(row.first("aliases"))),
      (
        "Endpoint",
        endpoint.isEmpty
          ? .empty
          : row.first("endpoint_status").isEmpty ? .text(endpoint) : .link(SitePath.endpoint(endpoint), endpoint)
      ),
      ("Pipeline", .text(row.first("pipeline_name"))),
      (
        "Execution",
        execution.isEmpty ? .empty : .link(SitePath.execution(execution), String(execution.prefix(13)) + "…")
      ),
      ("Training run", .text(row.first("mlflow_run_id"))), ("Predicts", .text(row.first("label"))),
      ("Features", .text(row.first("features"))), ("Artifact", .text(row.first("model_artifact"))),
      ("SHA-256", .text(row.first("artifact_sha256"))),
    ])
  }

  private func decisions(_ own: [(name: String, value: String)]) -> HTML {
    sections.table("pages/model_decisions", "Decisions", own, caption: "Decisions, the newest first")
  }

  private func decisionForm(_ group: String, _ version: Int, _ row: Rows) -> HTML {
    guard row.first("archived_at").isEmpty else {
      return Parts.note("The version is in the archive; nobody can approve it.")
    }
    if visitor.name == nil, visitor.mayLogIn {
      let path = "/login?next=\(SitePath.encoded(SitePath.version(group, String(version))))"
      return .element("p", [("class", "empty")], [.link(path, "Log in"), .text(" to decide: a decision has a name.")])
    }
    guard visitor.mayDecide, let token = visitor.formToken else {
      return Parts.note("Approvers and admins decide here; you may look.")
    }
    let status = row.first("approval_status")
    func button(_ value: String, _ title: String, _ style: String) -> HTML {
      .element("button", [("name", "decision"), ("value", value), ("class", style)], text: title)
    }
    let buttons =
      (status == "Approved" ? [] : [button("Approved", "Approve", "good")])
      + (status == "Rejected" ? [] : [button("Rejected", "Reject", "bad")])
    let note =
      status == "Approved"
      ? "Rejecting takes it out of service: the newest approved version takes its place."
      : "Approving puts it in service under \(row.first("endpoint_name").isEmpty ? "its endpoint" : row.first("endpoint_name"))."
        + (row.first("four_eyes") == "1" ? " Who started its execution cannot approve it." : "")
    return .element(
      "form", [("method", "post"), ("action", "\(SitePath.version(group, String(version)))/decision")],
      [
        .hidden("form_token", token), .hidden("seen", status),
        .element("label", [("for", "reason")], [.text("Reason "), .element("small", text: "kept with the decision")]),
        .element(
          "textarea",
          [
            ("id", "reason"), ("name", "reason"), ("rows", "2"), ("required", "required"),
            ("maxlength", String(Self.longestReason)), ("aria-describedby", "decision-note"),
          ]),
        .element("p", [("class", "hint"), ("id", "decision-note")], text: note),
        .element("div", [("class", "buttons")], buttons),
      ])
  }
}
