import Foundation
import Warehouse

/// What the feature store adds to lineage, one step at a time: files, tables and groups → feature group → dataset → run or table.
final class FeatureLineage {
  /// Something on the way.
  struct Place {
    /// `file`, `table`, `feature group`, `dataset` or `run`.
    let kind: String
    let name: String
    var rows = SQLValue.null
    var bytes = SQLValue.null
    var sha256 = SQLValue.null
  }

  private let ask: (_ script: String, _ parameters: [(String, String)]) throws -> [[SQLValue]]
  private let groups: Set<String>

  /// - Parameters:
  ///   - groups: the names of the feature groups.
  ///   - ask: asks a script of `operations/`.
  init(groups: [String], ask: @escaping (String, [(String, String)]) throws -> [[SQLValue]]) {
    self.groups = Set(groups)
    self.ask = ask
  }

  /// The file and the tables that batches of records were read from, and the groups that they went to.
  private lazy var batches: Result<[(group: String, file: String?, tables: [String])], any Error> = Result {
    try ask("lineage_feature_uses", []).compactMap { row in
      guard let group = Self.text(row[0]), let source = Self.text(row[2]) else { return nil }
      return row[1] == .text("file") ? (group, source, []) : (group, nil, Self.list(source))
    }
  }

  /// Where rows of datasets went, and what they were read from.
  private lazy var ends: Result<[(isMade: Bool, dataset: String, file: String?, tables: [String])], any Error> = Result
  {
    try ask("lineage_dataset_ends", []).compactMap { row in
      Self.text(row[1]).map { (row[0] == .integer(1), $0, Self.text(row[2]), Self.text(row[3]).map(Self.list) ?? []) }
    }
  }

  /// What something was made of, one step back.
  func origins(of kind: String, _ name: String) throws -> [Place] {
    switch kind {
    case "feature group": try sources(of: name).map(\.place)
    case "dataset": try dataset(name, cameFrom: true)
    case "run": try ask("lineage_datasets", [("run", name)]).compactMap(Self.dataset)
    case "table", "file":
      try ends.get().filter { $0.isMade && $0.file.map { Self.same($0, name, kind) } ?? false }.map {
        Place(kind: "dataset", name: $0.dataset)
      }
    default: []
    }
  }

  /// What was made of something, one step on.
  func uses(of kind: String, _ name: String) throws -> [Place] {
    switch kind {
    case "feature group":
      let derived = try batches.get().filter { $0.tables.contains { group(behind: $0) == name } && $0.group != name }
      return try derived.map { Place(kind: "feature group", name: $0.group) }
        + ask("lineage_datasets", [("group", name)]).compactMap(Self.dataset)
    case "dataset": return try dataset(name, cameFrom: false)
    case "table", "file":
      func isIt(_ file: String?, _ tables: [String]) -> Bool {
        kind == "table"
          ? tables.contains { Self.same($0, name, kind) } : file.map { Self.same($0, name, kind) } ?? false
      }
      return try batches.get().filter { isIt($0.file, $0.tables) }.map { Place(kind: "feature group", name: $0.group) }
        + ends.get().filter { !$0.isMade && isIt($0.file, $0.tables) }.map { Place(kind: "dataset", name: $0.dataset) }
    default: return []
    }
  }

  /// The files and tables that records of a group were taken from, and when last.
  func sources(of group: String) throws -> [(place: Place, time: SQLValue)] {
    try ask("lineage_feature_sources", [("group", group)]).compactMap { row in
      guard let kind = Self.text(row[0]), let name = Self.text(row[1]) else { return nil }
      let place =
        kind == "table"
        ? table(name) : Place(kind: kind, name: name, rows: row[2], bytes: row[3], sha256: row[4])
      return place.kind == "feature group" && place.name == group ? nil : (place, row[5])
    }
  }

  /// Whether a file was taken in by a group, or gave the rows of a dataset, or has those of one.
  func knows(file: String) throws -> Bool {
    try batches.get().contains { $0.file.map { Self.same($0, file, "file") } ?? false }
      || ends.get().contains { $0.file.map { Self.isFile($0) && Self.same($0, file, "file") } ?? false }
  }

  /// Where rows of a dataset went is a table or a file.
  private static func isFile(_ destination: String) -> Bool {
    let name = destination.lowercased()
    return name.contains("/") || name.hasSuffix(".csv") || name.hasSuffix(".csv.gz")
  }

  private func dataset(_ name: String, cameFrom: Bool) throws -> [Place] {
    try ask("lineage_dataset", [("dataset", name)]).filter { $0[0] == .integer(cameFrom ? 1 : 0) }.compactMap { row in
      guard let kind = Self.text(row[1]), let name = Self.text(row[2]) else { return nil }
      return kind == "table" && cameFrom ? table(name) : Place(kind: kind, name: name, rows: row[3])
    }
  }

  private static func dataset(_ row: [SQLValue]) -> Place? {
    guard let name = text(row[0]) else { return nil }
    let hash = text(row[2]).map { SQLValue.text(String($0.prefix(16))) } ?? .null
    return Place(kind: "dataset", name: name, rows: row[1], sha256: hash)
  }

  /// A table, or the group that it is the table or the view of.
  private func table(_ name: String) -> Place {
    group(behind: name).map { Place(kind: "feature group", name: $0) } ?? Place(kind: "table", name: name)
  }

  private func group(behind table: String) -> String? {
    guard table.hasPrefix("feature_store.") else { return nil }
    let name = String(table.dropFirst("feature_store.".count))
    let group = name.hasSuffix("__latest") ? String(name.dropLast("__latest".count)) : name
    return groups.contains(group) ? group : nil
  }

  private static func same(_ known: String, _ asked: String, _ kind: String) -> Bool {
    kind == "table" ? known.lowercased() == asked.lowercased() : known == asked || known.hasSuffix("/" + asked)
  }

  private static func text(_ value: SQLValue) -> String? { if case .text(let text) = value { text } else { nil } }

  private static func list(_ json: String) -> [String] {
    (try? JSONDecoder().decode([String].self, from: Data(json.utf8))) ?? []
  }
}
