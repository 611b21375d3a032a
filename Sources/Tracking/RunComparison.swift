public import Warehouse

/// Runs side by side: a row for each param, metric and tag that any of them has, a column for each run.
public struct RunComparison: Sendable {
  /// One line of the comparison.
  public struct Line: Sendable, Equatable {
    /// `run`, `param`, `metric` or `tag`.
    public let kind: String
    /// The name of it.
    public let name: String
    /// A value for each run; `null` where it has none.
    public let values: [SQLValue]
    /// Whether the runs differ in it.
    public var differs: Bool { values.contains { $0 != values.first } }
  }

  /// The runs in the order of the columns.
  public let runs: [RunRecord]
  /// The lines: attributes, params, metrics, tags, each sorted by name.
  public let lines: [Line]

  /// Compares runs.
  public init(_ runs: [RunRecord]) {
    self.runs = runs
    func lines(_ kind: String, _ values: (RunRecord) -> [String: SQLValue]) -> [Line] {
      let columns = runs.map(values)
      return Set(columns.flatMap(\.keys)).sorted().map { name in
        Line(kind: kind, name: name, values: columns.map { $0[name] ?? .null })
      }
    }
    func texts(_ pairs: [(name: String, value: String)]) -> [String: SQLValue] {
      Dictionary(pairs.map { ($0.name, SQLValue.text($0.value)) }) { $1 }
    }
    self.lines =
      lines("run") {
        ["experiment": .text($0.experiment), "status": .text($0.status), "started_at": .text($0.startedAt)]
      }
      + lines("param") { texts($0.params) }
      + lines("metric") { run in
        Dictionary(run.metrics.map { ($0.name, $0.value.map(SQLValue.real) ?? .null) }) { $1 }
      }
      + lines("tag") { texts($0.tags) }
  }
}
