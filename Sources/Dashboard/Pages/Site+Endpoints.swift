import Warehouse

/// What this server has counted of an endpoint since it started.
public struct EndpointCounts: Sendable {
  /// Requests by outcome: `ok`, or the code of the error.
  public var requests: [(outcome: String, count: Int)]
  /// The upper bounds of the latency buckets in microseconds; one bucket more follows them.
  public var latencyBounds: [UInt64]
  /// Requests per bucket.
  public var latencies: [Int]
  /// Predicted rows.
  public var rows: Int
  /// How many requests are running.
  public var running: Int
  /// Whether the model is in memory.
  public var isLoaded: Bool

  /// Creates counts.
  public init(
    requests: [(outcome: String, count: Int)], latencyBounds: [UInt64], latencies: [Int], rows: Int, running: Int,
    isLoaded: Bool
  ) {
    self.requests = requests
    self.latencyBounds = latencyBounds
    self.latencies = latencies
    self.rows = rows
    self.running = running
    self.isLoaded = isLoaded
  }
}

extension Site {
  /// The endpoints.
  public func endpoints() -> SitePage {
    SitePage(
      "Endpoints", question: "Which endpoints are there, and which model does each serve?", place: "/endpoints",
      [
        .panel([
          sections.table(
            "operations/endpoints", "Endpoints",
            columns: [
              "endpoint_name", "endpoint_status", "model_package_group_name", "version", "updated_at",
              "capture_percent", "max_concurrency", "failure_reason",
            ], caption: "Endpoints",
            empty: "There is no endpoint yet: approving a model version makes one.")
        ])
      ])
  }

  /// One endpoint: traffic, latency, history.
  /// - Parameter counts: what this server counted; `nil` where it does not serve the endpoint.
  public func endpoint(_ name: String, counts: EndpointCounts?) -> SitePage? {
    let own: [(name: String, value: String)] = [("endpoint", name)]
    let row = reading.rows("operations/endpoints", own)
    guard !row.isEmpty else { return nil }
    return SitePage(
      name, question: "How much is it asked, how fast does it answer, and which model serves?", place: "/endpoints",
      [
        .panel([facts(of: row, counts)]),
        .panel("Since this server started", [counts.map(live) ?? Parts.note("This server does not serve it.")]),
        .panel("Captured traffic", [traffic(own, share: row.first("capture_percent"))]),
        .panel(
          "History",
          [
            sections.table(
              "operations/endpoint_history", "History", own, caption: "Changes of its state, the newest first")
          ]),
      ])
  }

  private func facts(of row: Rows, _ counts: EndpointCounts?) -> HTML {
    let group = row.first("model_package_group_name")
    let version = row.first("version")
    return Parts.facts([
      ("Status", Parts.state(row.first("endpoint_status"))),
      (
        "Model",
        group.isEmpty ? .text("none") : .link(SitePath.version(group, version), "\(group), version \(version)")
      ),
      ("In memory", .text(counts.map { $0.isLoaded ? "yes" : "no, loaded at the next request" } ?? "")),
      ("Changed", Parts.time(row.first("updated_at"))), ("Captured", .text("\(row.first("capture_percent")) %")),
      ("Requests at once", .text("at most \(row.first("max_concurrency"))")),
      ("Failure", .text(row.first("failure_reason"))),
    ])
  }

  private func live(_ counts: EndpointCounts) -> HTML {
    let answered = counts.latencies.reduce(0, +)
    let refused = counts.requests.filter { $0.outcome != "ok" }.reduce(0) { $0 + $1.count }
    let cards = Parts.cards([
      Parts.card("Answered", String(answered), note: "requests"),
      Parts.card("Refused", String(refused), note: "requests"),
      Parts.card("Predicted", String(counts.rows), note: "rows"),
      Parts.card("Running", String(counts.running), note: "requests now"),
      Parts.card("Median", Self.latency(0.5, counts), note: "of all answers"),
      Parts.card("95 %", Self.latency(0.95, counts), note: "of the answers"),
    ])
    guard answered + refused > 0 else {
      return .group([cards, Parts.note("Nobody has asked it since this server started.")])
    }
    let names =
      counts.latencyBounds.map { "up to \(Self.duration($0))" }
      + ["more than \(Self.duration(counts.latencyBounds.last ?? 0))"]
    let buckets = Rows(
      columns: ["latency", "requests"],
      values: zip(names, counts.latencies).map { [.text($0), .integer(Int64($1))] })
    let outcomes = Rows(
      columns: ["outcome", "requests"],
      values: counts.requests.map { [.text($0.outcome), .integer(Int64($0.count))] })
    return .group([
      cards,
      Parts.charts([
        Parts.bars(buckets, title: "Time to answer", value: "requests", label: "latency", unit: "requests")
      ]), Parts.table(outcomes, caption: "Requests by outcome"),
    ])
  }

  private func traffic(_ own: [(name: String, value: String)], share: String) -> HTML {
    reading.part(
      "pages/endpoint_traffic", "Captured traffic", own,
      empty: "No prediction has been captured; \(share) % of the requests are."
    ) { rows in
      .group([
        Parts.charts([
          Parts.lines(
            rows, title: "Captured requests by hour", x: "hour with traffic", y: "requests", names: "hour",
            [("requests", "requests")]),
          Parts.lines(
            rows, title: "Latency by hour", x: "hour with traffic", y: "milliseconds",
            names: "hour",
            [("median", "median_ms"), ("95 %", "p95_ms")]),
        ]), reading.table(rows.reversed(), caption: "Captured traffic by hour, the newest first"),
      ])
    }
  }

  /// The bound of the bucket that holds a share of the answers.
  private static func latency(_ share: Double, _ counts: EndpointCounts) -> String {
    let all = counts.latencies.reduce(0, +)
    guard all > 0 else { return "–" }
    var seen = 0
    for (index, count) in counts.latencies.enumerated() {
      seen += count
      if Double(seen) >= share * Double(all) {
        return index < counts.latencyBounds.count
          ? "≤ \(duration(counts.latencyBounds[index]))" : "> \(duration(counts.latencyBounds.last ?? 0))"
      }
    }
    return "–"
  }

  private static func duration(_ microseconds: UInt64) -> String {
    switch microseconds {
    case ..<1000: "\(microseconds) µs"
    case ..<1_000_000: "\(Rows.text(.real(Double(microseconds) / 1000))) ms"
    default: "\(Rows.text(.real(Double(microseconds) / 1_000_000))) s"
    }
  }
}
