import Warehouse

/// Walks what pipelines recorded of tables and objects, and puts beside it what they are known as elsewhere: files, feature
/// groups, runs, models, endpoints.
struct LineageWalk {
  private let stockroom: Stockroom
  /// One for all questions: to open the databases takes longer than to answer.
  private let session: QuerySession

  init(_ stockroom: Stockroom) throws {
    self.stockroom = stockroom
    let existing = stockroom.warehouse.layout.existingDatabases()
    session = try QuerySession(
      stockroom.warehouse, databases: existing.filter { [.mlops, .featureStore, .dataCapture].contains($0) })
  }

  private typealias Row = [SQLValue]

  func up(from subject: LineageSubject) throws -> [[SQLValue]] {
    let parameters = [("name", subject.name)] + (subject.execution.map { [("execution", $0)] } ?? [])
    var rows = Self.rows(of: subject.way)
    if subject.way.first?.kind == "file" { return Self.tidied(rows) }
    let made = try ask("lineage_up", parameters)
    // What no pipeline made comes from files, or from other programs.
    let own =
      made.isEmpty ? [Row([.integer(0), .text("table"), .text(subject.name), .null, .null, .null, .null, .null])] : []
    for row in own + made {
      let depth = Self.depth(row)
      // A feature group is what was asked for, not the list of its batches.
      if depth > 0 || subject.way.first?.kind != "feature group" { rows.append(moved(row, by: subject.way.count)) }
      for relative in try relatives(of: row) where relative.distance == 0 {
        rows.append(moved(relative.row, by: depth + subject.way.count))
      }
      for group in try featureGroups(besides: row) { rows.append(moved(group, by: depth + subject.way.count)) }
      guard Self.text(row[6]) == nil, let table = Self.text(row[2]).flatMap({ try? TableName(parsing: $0) }) else {
        continue
      }
      for file in try stockroom.loadedFiles(table) {
        rows.append(
          moved([.integer(1), .text("file"), file[1], file[2], .null, file[3]], by: depth + subject.way.count))
      }
    }
    return Self.tidied(rows)
  }

  func down(from subject: LineageSubject) throws -> [[SQLValue]] {
    var rows: [Row] = []
    var starts = [subject.name]
    var shift = 0
    switch subject.way.first?.kind {
    case "endpoint", "prediction", "predictions":
      // Nothing comes after a prediction but what it is said to be.
      return try Self.tidied(Self.rows(of: Array(subject.way.prefix(1))) + predictions(of: subject))
    case "feature group":
      rows = Self.rows(of: subject.way)
      // The step that filled the group made tables of the same rows.
      starts = try ask("lineage_up", [("name", subject.name)] + (subject.execution.map { [("execution", $0)] } ?? []))
        .filter { Self.depth($0) == 0 }.flatMap { try tables(besides: $0) }
    case "model", "run":
      rows = Self.rows(of: Array(subject.way.prefix(1)))
    case "file":
      rows = Self.rows(of: subject.way + [("table", subject.name)])
      shift = 1
    default: break
    }
    let own = Row([.integer(0), .text("object"), .text(subject.name), .null, .null, .null, .null, .null])
    for relative in try relatives(of: own) where relative.distance > 0 {
      rows.append(relative.row)
      rows += try predictions(of: relative.row)
    }
    for start in starts {
      for row in try ask("lineage_down", [("name", start)]) {
        let depth = Self.depth(row) + shift
        rows.append(moved(row, by: shift))
        for relative in try relatives(of: row) {
          rows.append(moved(relative.row, by: depth))
          rows += try predictions(of: relative.row).map { moved($0, by: depth) }
        }
      }
    }
    return Self.tidied(rows)
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
    let query = try Stockroom.Query(
      script: "operations/\(script).sql", in: stockroom.warehouse.scripts,
      parameters: parameters.map { (name: $0.0, value: $0.1) })
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
