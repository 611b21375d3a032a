import FeatureStore
import Warehouse

/// Walks what pipelines recorded of tables and objects, and puts beside it what they are known as elsewhere: files, feature
/// groups, datasets, runs, models, endpoints. It carries a moment along: what came later does not count.
final class LineageWalk {
  private let stockroom: Stockroom
  /// One for all questions: to open the databases takes longer than to answer.
  private let session: QuerySession
  /// What the feature store knows.
  let features: FeatureLineage
  private let loaded: LoadedFiles
  /// The files on the way: table, file, rows, SHA-256, time.
  private(set) var files: [[SQLValue]] = []

  init(_ stockroom: Stockroom) throws {
    self.stockroom = stockroom
    let existing = stockroom.warehouse.layout.existingDatabases()
    let session = try QuerySession(
      stockroom.warehouse, databases: existing.filter { [.mlops, .featureStore, .dataCapture].contains($0) })
    self.session = session
    loaded = LoadedFiles(stockroom)
    let scripts = stockroom.warehouse.scripts
    var groups: [String: String] = [:]
    if existing.contains(.featureStore) {
      let sql = "SELECT feature_group_name, created_at FROM feature_store.feature_groups"
      for row in try session.prepare(sql).allRows() {
        groups[LineageRow.text(row[0]) ?? ""] = LineageRow.text(row[1])
      }
    }
    features = FeatureLineage(groups: groups, ask: { try Self.ask($0, $1, scripts, session) })
  }

  func up(from subject: LineageSubject) throws -> [[SQLValue]] {
    var rows = Self.rows(of: subject.way)
    if !subject.name.isEmpty {
      let start = LineageRow(subject.way.count, "table", subject.name)
      rows += try origins(of: start, subject.execution)
    }
    if let file = subject.way.first, file.kind == "file" {
      for entry in try entries(of: file.name) { list(entry.listed) }
    }
    try follow(
      &rows, isWider: { new, old in old.map { old in new.map { $0 > old } ?? true } ?? false },
      { row in
        switch row.kind {
        case "feature group":
          for source in try features.sources(of: row) where source.row.kind == "file" {
            let cells = source.row.cells
            list([
              .text("feature_store.\(row.name)"), .text(source.row.name), cells[0], cells[2], .text(source.time),
            ])
          }
          return try features.origins(of: row) + (row.execution == nil ? step(filling: row) : [])
        default: return try features.origins(of: row)
        }
      },
      { row in row.kind == "table" ? try origins(of: row, nil).filter { $0.depth > row.depth } : [] })
    files.sort { $0.listOrder.lexicographicallyPrecedes($1.listOrder) }
    return LineageRow.tidied(rows)
  }

  /// What pipelines and loaded files say of a table or an object, as of its moment.
  private func origins(of place: LineageRow, _ execution: String?) throws -> [LineageRow] {
    var rows: [LineageRow] = []
    let made = try ask(
      "lineage_up",
      ["name": place.name, "execution": execution, "until": place.moment])
    // What no pipeline made comes from files, or from other programs.
    var all: [(row: LineageRow, madeAt: String?)] = made.map { row in
      (LineageRow(row, moment: LineageRow.text(row[11])).moved(by: place.depth), LineageRow.text(row[12]))
    }
    if all.isEmpty { all = [(place, nil)] }
    for (row, madeAt) in all {
      rows.append(features.place(row))
      rows += try relatives(of: row, moment: madeAt).filter { $0.distance == 0 }.map(\.row)
      rows += try featureGroups(besides: row, moment: madeAt)
      guard row.step == nil, let table = try? TableName(parsing: row.name) else { continue }
      for entry in try loaded.files(of: table, until: row.moment) {
        list(entry.listed)
        rows.append(
          LineageRow(row.depth + 1, "file", entry.file, [entry.rows, .null, entry.sha256], moment: entry.time))
      }
    }
    return rows
  }

  /// The step that filled a group, by its moment, with what that read. The group is told again, with its step.
  private func step(filling group: LineageRow) throws -> [LineageRow] {
    let found = try ask(
      "lineage_feature_step", ["group": group.name, "until": group.moment])
    guard let row = found.first, let execution = LineageRow.text(row[0]) else { return [] }
    let start = LineageRow(group.depth, "table", Self.batches)
    return try origins(of: start, execution).compactMap { origin in
      guard origin.depth == group.depth else { return origin }
      guard origin.kind == "table", origin.name == Self.batches else { return nil }
      var filled = group
      filled.cells = [row[2], .null, .null] + origin.cells.dropFirst(3)
      return filled
    }
  }

  func down(from subject: LineageSubject) throws -> [[SQLValue]] {
    var rows: [LineageRow] = []
    var starts: [LineageRow] = []
    let first = subject.way.first
    switch first?.kind {
    case "endpoint", "prediction", "predictions":
      // Nothing comes after a prediction but what it is said to be.
      return try LineageRow.tidied(Self.rows(of: Array(subject.way.prefix(1))) + predictions(of: subject))
    case "model", "run":
      rows = Self.rows(of: Array(subject.way.prefix(1)))
      if !subject.name.isEmpty { starts = [LineageRow(0, "object", subject.name)] }
    case "feature group", "dataset", "file":
      rows = Self.rows(of: subject.way)
    default:
      let kind = (try? TableName(parsing: subject.name)) == nil ? "object" : "table"
      rows = [LineageRow(0, kind, subject.name)]
      starts = rows
    }
    if let first, first.kind == "feature group" {
      // The step that filled the group made tables of the same rows.
      let filling = try ask("lineage_feature_step", ["group": first.name]).first
      if let filling { starts = try tables(of: filling[0], filling[1]).map { LineageRow(0, "table", $0) } }
    }
    for start in starts { rows += try uses(of: start, isMade: start.name == subject.name) }
    try follow(
      &rows, isWider: { new, old in old.map { old in new.map { $0 < old } ?? true } ?? false },
      { row in
        switch row.kind {
        case "file":
          return try features.uses(of: row)
            + entries(of: row.name).filter { entry in row.moment.map { entry.time >= $0 } ?? true }.map {
              LineageRow(row.depth + 1, "table", $0.table.description, moment: $0.time)
            }
        case "feature group":
          return try features.uses(of: row)
            + ["", "__latest"].flatMap {
              try uses(
                of: LineageRow(row.depth, "table", "feature_store.\(row.name)\($0)", moment: row.moment), isMade: false)
            }
        default: return try features.uses(of: row)
        }
      },
      { row in
        switch row.kind {
        case "table": try uses(of: row, isMade: false)
        case "run":
          try session.prepare(
            "SELECT object_path FROM mlops.run_artifacts WHERE mlflow_run_id = :run AND artifact_path LIKE '%model.tar.gz'",
            parameters: ["run": .text(row.name)]
          ).allRows().flatMap {
            try uses(of: LineageRow(row.depth, "object", LineageRow.text($0[0]) ?? ""), isMade: true)
          }
        default: []
        }
      })
    return LineageRow.tidied(rows)
  }

  /// What pipelines made of a table or an object from its moment on, and what that became.
  /// - Parameter isMade: whether it may be a model's archive, whose version and endpoints are its next uses.
  private func uses(of place: LineageRow, isMade: Bool) throws -> [LineageRow] {
    var rows: [LineageRow] = []
    if isMade {
      for relative in try relatives(of: place, moment: nil) where relative.distance > 0 {
        rows.append(relative.row)
        rows += try predictions(of: relative.row)
      }
    }
    let made = try ask(
      "lineage_down", ["name": place.name, "since": place.moment])
    guard !made.isEmpty else { return rows }
    let moment = try place.moment.map { since in
      try ask("lineage_first_use", ["name": place.name, "since": since]).first.flatMap { LineageRow.text($0[0]) }
        ?? since
    }
    for row in made.map({ LineageRow($0, moment: moment).moved(by: place.depth) }) {
      rows.append(features.place(row))
      for relative in try relatives(of: row, moment: moment) {
        rows.append(relative.row)
        rows += try predictions(of: relative.row)
      }
    }
    return rows
  }

  /// Goes on from rows by what the feature store knows, and from what that leads to by what pipelines know.
  /// - Parameter isWider: whether more counts at one moment than at another.
  private func follow(
    _ rows: inout [LineageRow], isWider: (_ new: String?, _ old: String?) -> Bool,
    _ steps: (LineageRow) throws -> [LineageRow], _ known: (LineageRow) throws -> [LineageRow]
  ) throws {
    /// The widest moment of each thing that was asked of.
    struct Moments {
      let isWider: (String?, String?) -> Bool
      var moments: [[String]: String?] = [:]

      mutating func isNews(_ row: LineageRow) -> Bool {
        let key = [row.kind, row.name]
        if let old = moments[key], !isWider(row.moment, old) { return false }
        moments.updateValue(row.moment, forKey: key)
        return true
      }
    }
    try withoutActuallyEscaping(isWider) { isWider in
      var seen = Moments(isWider: isWider)
      var there = Moments(isWider: isWider)
      for row in rows { _ = there.isNews(row) }
      var next = 0
      while next < rows.count {
        let row = rows[next]
        next += 1
        guard row.depth < 50, seen.isNews(row) else { continue }
        for place in try steps(row) {
          rows.append(place)
          // What pipelines recorded was walked as far as it goes.
          guard there.isNews(place), !place.isRecorded else { continue }
          let more = try known(place)
          for row in more { _ = there.isNews(row) }
          rows += more
        }
      }
    }
  }

  /// What a table or an object is known as elsewhere, and how much further on that is.
  private func relatives(of place: LineageRow, moment: String?) throws -> [(distance: Int, row: LineageRow)] {
    try ask("lineage_relatives", ["name": place.name, "execution": place.execution ?? ""]).map { found in
      let distance = LineageRow.number(found[0])
      let step = place.step.map(SQLValue.text) ?? .null
      return (
        distance,
        LineageRow(
          place.depth + distance, LineageRow.text(found[1]) ?? "", LineageRow.text(found[2]) ?? "",
          [found[3], .null, .null, step, found[4]], moment: moment)
      )
    }
  }

  /// The feature groups that the step filled that made a table.
  private func featureGroups(besides row: LineageRow, moment: String?) throws -> [LineageRow] {
    guard row.kind == "table", row.name != Self.batches, let execution = row.execution, let step = row.step,
      try tables(of: .text(execution), .text(step), batches: true).contains(Self.batches)
    else { return [] }
    var batches = row
    batches.name = Self.batches
    return try relatives(of: batches, moment: moment).map(\.row)
  }

  private static let batches = "feature_store.feature_ingestions"

  /// The tables that a step made, without those that only list batches.
  private func tables(of execution: SQLValue, _ step: SQLValue, batches: Bool = false) throws -> [String] {
    try session.prepare(
      """
      SELECT name FROM mlops.pipeline_step_artifacts
      WHERE execution_id = :execution AND step_name = :step AND direction = 'output' AND kind = 'table' ORDER BY 1
      """, parameters: ["execution": execution, "step": step]
    ).allRows().compactMap { LineageRow.text($0[0]) }.filter { batches || $0 != Self.batches }
  }

  /// Where the predictions of an endpoint are, if it gave any.
  private func predictions(of row: LineageRow) throws -> [LineageRow] {
    guard row.kind == "endpoint", stockroom.warehouse.layout.existingDatabases().contains(.dataCapture) else {
      return []
    }
    let sql = "SELECT 1 FROM data_capture.predictions WHERE endpoint_name = :endpoint LIMIT 1"
    let isThere = try !session.prepare(sql, parameters: ["endpoint": .text(row.name)]).allRows().isEmpty
    guard isThere else { return [] }
    return [
      LineageRow(
        row.depth + 1, "predictions", "data_capture.predictions", [.null, .null, .null, .text(row.name)])
    ]
  }

  private func predictions(of subject: LineageSubject) throws -> [LineageRow] {
    guard let first = subject.way.first, first.kind == "endpoint" else { return [] }
    return try predictions(of: LineageRow(0, "endpoint", first.name))
  }

  private func entries(of file: String) throws -> [LoadedFiles.Entry] {
    try loaded.files(named: FilePath.last(file)).filter { FilePath.isSame($0.file, file) }
  }

  private func list(_ file: [SQLValue]) {
    if !files.contains(where: { $0.prefix(4) == file.prefix(4) }) { files.append(file) }
  }

  private func ask(_ script: String, _ parameters: KeyValuePairs<String, String?>) throws -> [[SQLValue]] {
    try Self.ask(script, parameters, stockroom.warehouse.scripts, session)
  }

  private static func ask(
    _ script: String, _ parameters: KeyValuePairs<String, String?>, _ scripts: SQLLibrary, _ session: QuerySession
  ) throws -> [[SQLValue]] {
    let query = try Stockroom.Query(
      script: "operations/\(script).sql", in: scripts,
      parameters: parameters.compactMap { pair in pair.value.map { (name: pair.key, value: $0) } })
    return try session.prepare(
      query.sql, origin: query.origin, parameters: query.parameters, optional: query.optional
    ).allRows()
  }

  private static func rows(of way: [(kind: String, name: String)]) -> [LineageRow] {
    way.enumerated().map { LineageRow($0.offset, $0.element.kind, $0.element.name) }
  }
}

extension [SQLValue] {
  /// Raw tables before groups, then by table, time and file.
  fileprivate var listOrder: [String] {
    let table = LineageRow.text(self[0]) ?? ""
    return [table.hasPrefix("feature_store.") ? "1" : "0", table, LineageRow.text(self[4]) ?? ""]
      + [LineageRow.text(self[1]) ?? ""]
  }
}
