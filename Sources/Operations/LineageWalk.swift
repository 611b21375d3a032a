import FeatureStore
import Warehouse

/// Walks what pipelines recorded of tables and objects, and puts beside it what they are known as elsewhere: files, feature
/// groups, datasets, runs, models, endpoints.
struct LineageWalk {
  private let stockroom: Stockroom
  /// One for all questions: to open the databases takes longer than to answer.
  private let session: QuerySession
  /// What the feature store knows.
  let features: FeatureLineage

  init(_ stockroom: Stockroom) throws {
    self.stockroom = stockroom
    let existing = stockroom.warehouse.layout.existingDatabases()
    let session = try QuerySession(
      stockroom.warehouse, databases: existing.filter { [.mlops, .featureStore, .dataCapture].contains($0) })
    self.session = session
    let scripts = stockroom.warehouse.scripts
    features = FeatureLineage(
      groups: existing.contains(.featureStore) ? try stockroom.features.groupNames() : [],
      ask: { try Self.ask($0, $1, scripts, session) })
  }

  private typealias Row = [SQLValue]

  func up(from subject: LineageSubject) throws -> [[SQLValue]] {
    var rows = Self.rows(of: subject.way)
    if !subject.name.isEmpty, subject.way.first?.kind != "file" {
      rows += try origins(of: subject.name, subject.execution, isGroup: subject.way.first?.kind == "feature group")
        .map { moved($0, by: subject.way.count) }
    }
    try follow(&rows, features.origins) { kind, name in
      kind == "table" ? try origins(of: name, nil).filter { Self.depth($0) > 0 } : []
    }
    return Self.tidied(rows)
  }

  /// What pipelines and loaded files say of a table or an object.
  /// - Parameter isGroup: whether it is a feature group that was asked for, not the list of its batches.
  private func origins(of name: String, _ execution: String?, isGroup: Bool = false) throws -> [Row] {
    var rows: [Row] = []
    let made = try ask("lineage_up", [("name", name)] + (execution.map { [("execution", $0)] } ?? []))
    // What no pipeline made comes from files, or from other programs.
    let own = made.isEmpty ? [Row([.integer(0), .text("table"), .text(name), .null, .null, .null, .null, .null])] : []
    for row in own + made {
      let depth = Self.depth(row)
      if depth > 0 || !isGroup { rows.append(row) }
      for relative in try relatives(of: row) where relative.distance == 0 {
        rows.append(moved(relative.row, by: depth))
      }
      for group in try featureGroups(besides: row) { rows.append(moved(group, by: depth)) }
      guard Self.text(row[6]) == nil, let table = Self.text(row[2]).flatMap({ try? TableName(parsing: $0) }) else {
        continue
      }
      for file in try stockroom.loadedFiles(table) {
        rows.append([.integer(Int64(depth + 1)), .text("file"), file[1], file[2], .null, file[3]])
      }
    }
    return rows
  }

  func down(from subject: LineageSubject) throws -> [[SQLValue]] {
    var rows: [Row] = []
    var starts = subject.name.isEmpty ? [] : [subject.name]
    var shift = 0
    switch subject.way.first?.kind {
    case "endpoint", "prediction", "predictions":
      // Nothing comes after a prediction but what it is said to be.
      return try Self.tidied(Self.rows(of: Array(subject.way.prefix(1))) + predictions(of: subject))
    case "feature group":
      rows = Self.rows(of: subject.way)
      // The step that filled the group made tables of the same rows.
      starts = try starts.flatMap {
        try ask("lineage_up", [("name", $0)] + (subject.execution.map { [("execution", $0)] } ?? []))
      }.filter { Self.depth($0) == 0 }.flatMap { try tables(besides: $0) }
    case "model", "run", "dataset":
      rows = Self.rows(of: Array(subject.way.prefix(1)))
    case "file":
      rows = Self.rows(of: subject.way + (subject.name.isEmpty ? [] : [("table", subject.name)]))
      shift = 1
    default:
      // A table leads to what the feature store made of it, without being its own use.
      rows = [[.integer(0), .text("table"), .text(subject.name)]]
    }
    for start in starts { rows += try uses(of: start, isMade: start == subject.name).map { moved($0, by: shift) } }
    try follow(&rows, features.uses) { kind, name in
      switch kind {
      case "table": try uses(of: name, isMade: false)
      case "run":
        try session.prepare(
          "SELECT object_path FROM mlops.run_artifacts WHERE mlflow_run_id = :run AND artifact_path LIKE '%model.tar.gz'",
          parameters: ["run": .text(name)]
        ).allRows().flatMap { try uses(of: Self.text($0[0]) ?? "", isMade: true) }
      default: []
      }
    }
    let isAsked = subject.way.isEmpty
    return Self.tidied(rows.filter { !isAsked || Self.depth($0) > 0 || $0[1] != .text("table") })
  }

  /// What pipelines made of a table or an object, and what that became.
  /// - Parameter isMade: whether it may be a model's archive, whose version and endpoints are its next uses.
  private func uses(of name: String, isMade: Bool) throws -> [Row] {
    var rows: [Row] = []
    if isMade {
      let own = Row([.integer(0), .text("object"), .text(name), .null, .null, .null, .null, .null])
      for relative in try relatives(of: own) where relative.distance > 0 {
        rows.append(relative.row)
        rows += try predictions(of: relative.row)
      }
    }
    for row in try ask("lineage_down", [("name", name)]) {
      let depth = Self.depth(row)
      rows.append(row)
      for relative in try relatives(of: row) {
        rows.append(moved(relative.row, by: depth))
        rows += try predictions(of: relative.row).map { moved($0, by: depth) }
      }
    }
    return rows
  }

  /// Goes on from rows by what the feature store knows, and from what that leads to by what pipelines know.
  private func follow(
    _ rows: inout [Row], _ steps: (String, String) throws -> [FeatureLineage.Place],
    _ known: (_ kind: String, _ name: String) throws -> [Row]
  ) throws {
    var seen: Set<[String]> = []
    var there = Set(rows.map { [Self.text($0[1]) ?? "", Self.text($0[2]) ?? ""] })
    var next = 0
    while next < rows.count {
      let row = rows[next]
      next += 1
      guard let kind = Self.text(row[1]), let name = Self.text(row[2]), Self.depth(row) < 50,
        seen.insert([kind, name]).inserted
      else { continue }
      for place in try steps(kind, name) {
        let depth = Self.depth(row) + 1
        rows.append([
          .integer(Int64(depth)), .text(place.kind), .text(place.name), place.rows, place.bytes, place.sha256, .null,
          .null,
        ])
        guard there.insert([place.kind, place.name]).inserted else { continue }
        let more = try known(place.kind, place.name).map { moved($0, by: depth) }
        there.formUnion(more.map { [Self.text($0[1]) ?? "", Self.text($0[2]) ?? ""] })
        rows += more
      }
    }
  }

  /// What a table or an object is known as elsewhere, and how much further on that is.
  private func relatives(of row: Row) throws -> [(distance: Int, row: Row)] {
    guard let name = Self.text(row[2]) else { return [] }
    return try ask("lineage_relatives", [("name", name), ("execution", Self.text(row[7]) ?? "")]).map { found in
      guard case .integer(let distance) = found[0] else { return (0, []) }
      return (Int(distance), [found[0], found[1], found[2], found[3], .null, .null, row[6], found[4]])
    }
  }

  /// The feature groups that the step filled that made a table.
  private func featureGroups(besides row: Row) throws -> [Row] {
    guard case .text("table") = row[1], Self.text(row[2]) != Self.batches, case .text = row[7],
      try tables(besides: row, batches: true).contains(Self.batches)
    else { return [] }
    return try relatives(of: [row[0], row[1], .text(Self.batches)] + row[3...]).map(\.row)
  }

  private static let batches = "feature_store.feature_ingestions"

  /// The tables that the step of a row made, without those that only list batches.
  private func tables(besides row: Row, batches: Bool = false) throws -> [String] {
    guard let execution = Self.text(row[7]), let step = Self.text(row[6]) else { return [] }
    let names = try session.prepare(
      """
      SELECT name FROM mlops.pipeline_step_artifacts
      WHERE execution_id = :execution AND step_name = :step AND direction = 'output' AND kind = 'table' ORDER BY 1
      """, parameters: ["execution": .text(execution), "step": .text(step)]
    ).allRows().compactMap { Self.text($0[0]) }
    return names.filter { batches || $0 != Self.batches }
  }

  /// Where the predictions of an endpoint are, if it gave any.
  private func predictions(of row: Row) throws -> [Row] {
    guard case .text("endpoint") = row[1], let endpoint = Self.text(row[2]),
      stockroom.warehouse.layout.existingDatabases().contains(.dataCapture)
    else { return [] }
    let sql = "SELECT 1 FROM data_capture.predictions WHERE endpoint_name = :endpoint LIMIT 1"
    let isThere = try !session.prepare(sql, parameters: ["endpoint": .text(endpoint)]).allRows().isEmpty
    guard isThere else { return [] }
    return [
      [
        .integer(Int64(Self.depth(row) + 1)), .text("predictions"), .text("data_capture.predictions"), .null, .null,
        .null, row[2], .null,
      ]
    ]
  }

  private func predictions(of subject: LineageSubject) throws -> [Row] {
    guard let first = subject.way.first, first.kind == "endpoint" else { return [] }
    return try predictions(of: [.integer(0), .text("endpoint"), .text(first.name)])
  }

  private func ask(_ script: String, _ parameters: [(String, String)]) throws -> [Row] {
    try Self.ask(script, parameters, stockroom.warehouse.scripts, session)
  }

  private static func ask(
    _ script: String, _ parameters: [(String, String)], _ scripts: SQLLibrary, _ session: QuerySession
  ) throws -> [Row] {
    let query = try Stockroom.Query(
      script: "operations/\(script).sql", in: scripts, parameters: parameters.map { (name: $0.0, value: $0.1) })
    return try session.prepare(
      query.sql, origin: query.origin, parameters: query.parameters, optional: query.optional
    ).allRows()
  }

  private static func rows(of way: [(kind: String, name: String)]) -> [Row] {
    way.enumerated().map { [.integer(Int64($0.offset)), .text($0.element.kind), .text($0.element.name)] }
  }

  private static func depth(_ row: Row) -> Int { if case .integer(let depth) = row[0] { Int(depth) } else { 0 } }

  private static func text(_ value: SQLValue) -> String? { if case .text(let text) = value { text } else { nil } }

  private func moved(_ row: Row, by depth: Int) -> Row {
    [.integer(Int64(Self.depth(row) + depth))] + row.dropFirst()
  }

  /// Each thing once, where it is nearest, all rows of one width, the nearest first.
  private static func tidied(_ rows: [Row]) -> [Row] {
    var seen: Set<String> = []
    let width = Stockroom.lineageColumns.count
    return rows.enumerated().sorted { ($0.element.depthAndOffset, $0.offset) < ($1.element.depthAndOffset, $1.offset) }
      .map(\.element)
      .filter { row in
        let hash = row.count > 5 && row[5] != .null ? "\(row[5])" : ""
        let execution = row.count > 7 && ["table", "object"].contains(text(row[1])) ? "\(row[6]) \(row[7])" : ""
        return seen.insert("\(row[1]) \(row[2]) \(hash) \(execution)").inserted
      }
      .map { $0 + Array(repeating: .null, count: max(0, width - $0.count)) }
  }
}

extension [SQLValue] {
  fileprivate var depthAndOffset: Int { if case .integer(let depth)? = first { Int(depth) } else { 0 } }
}
