import GRDB
import Warehouse

extension Tracker {
  /// Makes sure that some run has a metric.
  /// - Throws: ``TrackingError`` where there are runs, and none has it; the error lists the metrics there are.
  public func requireMetric(_ name: String) throws {
    let known = try warehouse.read([.mlops]) { db in
      // The metrics of the newest runs: to list those of all runs would read every metric of the past.
      try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM mlops.run_metrics WHERE name = ?)", arguments: [name]) == true
        ? [name]
        : String.fetchAll(
          db,
          sql: """
            SELECT DISTINCT name FROM mlops.run_metrics WHERE mlflow_run_id IN (
              SELECT mlflow_run_id FROM mlops.runs ORDER BY started_at DESC LIMIT 20)
            ORDER BY name
            """)
    }
    guard !known.isEmpty, !known.contains(name) else { return }
    throw TrackingError(
      code: "unknown-metric", subject: "metric \(name)", expected: "one of \(known.joined(separator: ", "))",
      found: "no run that has it", remedy: "check the name")
  }

  /// The metrics, params and tags that a filter names and that no run has, as the filter writes them.
  public func unknownFields(of filter: RunFilter) throws -> [String] {
    try warehouse.read([.mlops]) { db in
      try filter.root.fields.filter { field in
        guard let place = field.place else { return false }
        return try Bool.fetchOne(
          db, sql: "SELECT NOT EXISTS (SELECT 1 FROM mlops.\(place.table) WHERE name = ?)", arguments: [place.name]
        ) == true
      }.compactMap(\.place?.text)
    }
  }
}

extension RunFilter.Node {
  /// All fields, in the order of the text.
  fileprivate var fields: [RunFilter.Field] {
    switch self {
    case .comparison(let field, _, _), .membership(let field, _), .missing(let field): [field]
    case .and(let left, let right), .or(let left, let right): left.fields + right.fields
    case .not(let inner): inner.fields
    }
  }
}

extension RunFilter.Field {
  /// Where the field is stored; `nil` for what every run has.
  fileprivate var place: (table: String, name: String, text: String)? {
    switch self {
    case .metric(let name): ("run_metrics", name, "metrics.\(name)")
    case .param(let name): ("run_params", name, "params.\(name)")
    case .tag(let name): ("run_tags", name, "tags.\(name)")
    case .attribute: nil
    }
  }
}
