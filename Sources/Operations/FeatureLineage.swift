import Foundation
import Warehouse

/// What the feature store adds to lineage, one step at a time: files, tables and groups → feature group → dataset → run or table.
final class FeatureLineage {
  private struct Batch {
    let group: String
    let file: String?
    let tables: [String]
    let time: String
  }

  private struct End {
    let isMade: Bool
    let dataset: String
    let file: String?
    let tables: [String]
    let time: String
  }

  private let ask: (_ script: String, _ parameters: KeyValuePairs<String, String?>) throws -> [[SQLValue]]
  /// When each group was made.
  private let groups: [String: String]

  /// - Parameters:
  ///   - groups: the feature groups, and when each was made. One of the same name may have been there before.
  ///   - ask: asks a script of `operations/`.
  init(groups: [String: String], ask: @escaping (String, KeyValuePairs<String, String?>) throws -> [[SQLValue]]) {
    self.groups = groups
    self.ask = ask
  }

  /// The file and the tables that batches of records were read from, and the groups that they went to.
  private lazy var batches: Result<[Batch], any Error> = Result {
    try ask("lineage_feature_uses", [:]).compactMap { row in
      guard let group = LineageRow.text(row[0]), let source = LineageRow.text(row[2]) else { return nil }
      let isFile = row[1] == .text("file")
      return Batch(
        group: group, file: isFile ? source : nil, tables: isFile ? [] : Self.list(source),
        time: LineageRow.text(row[3]) ?? "")
    }
  }

  /// Where rows of datasets went, the newest first, and what they were read from.
  private lazy var ends: Result<[End], any Error> = Result {
    try ask("lineage_dataset_ends", [:]).compactMap { row in
      LineageRow.text(row[1]).map {
        End(
          isMade: row[0] == .integer(1), dataset: $0, file: LineageRow.text(row[2]),
          tables: LineageRow.text(row[3]).map(Self.list) ?? [], time: LineageRow.text(row[4]) ?? "")
      }
    }
  }

  /// What something was made of, one step back, and was there by then.
  func origins(of row: LineageRow) throws -> [LineageRow] {
    let next = row.depth + 1
    switch row.kind {
    case "feature group": return try sources(of: row).map(\.row)
    case "dataset": return try dataset(row, cameFrom: true)
    case "run": return try ask("lineage_datasets", ["run": row.name]).compactMap { dataset($0, next) }
    case "table", "file":
      let newest = try ends.get().first { end in
        end.isMade && isIt(row, end.file) && row.moment.map { end.time <= $0 } ?? true
      }
      return newest.map { [LineageRow(next, "dataset", $0.dataset, moment: $0.time)] } ?? []
    default: return []
    }
  }

  /// What was made of something, one step on, once it was there.
  func uses(of row: LineageRow) throws -> [LineageRow] {
    let next = row.depth + 1
    switch row.kind {
    case "feature group":
      let made = groups[row.name]
      let since = [made, row.moment].compactMap(\.self).max()
      let read = try readers(since: since, next) { $0.contains { self.group(behind: $0) == row.name } }
      let datasets = try ask(
        "lineage_datasets", ["group": row.name, "known_since": row.moment, "made_since": made])
      return read.filter { $0.kind != row.kind || $0.name != row.name } + datasets.compactMap { dataset($0, next) }
    case "dataset": return try dataset(row, cameFrom: false)
    case "table":
      return try readers(since: row.moment, next) { $0.contains { $0.lowercased() == row.name.lowercased() } }
    case "file":
      func counts(_ file: String?, _ time: String) -> Bool {
        isIt(row, file) && row.moment.map { time >= $0 } ?? true
      }
      return try batches.get().filter { counts($0.file, $0.time) }.map {
        LineageRow(next, "feature group", $0.group, moment: $0.time)
      }
        + ends.get().filter { !$0.isMade && counts($0.file, $0.time) }.map {
          LineageRow(next, "dataset", $0.dataset, moment: $0.time)
        }
    default: return []
    }
  }

  /// The groups and the datasets that were made by a query of tables. Of each group the first batch counts.
  private func readers(since: String?, _ depth: Int, of areRead: ([String]) -> Bool) throws -> [LineageRow] {
    var seen: Set<String> = []
    func counts(_ tables: [String], _ time: String) -> Bool {
      areRead(tables) && since.map { time >= $0 } ?? true
    }
    return try batches.get().filter { counts($0.tables, $0.time) && seen.insert($0.group).inserted }.map {
      LineageRow(depth, "feature group", $0.group, moment: $0.time)
    }
      + ends.get().filter { !$0.isMade && counts($0.tables, $0.time) }.map {
        LineageRow(depth, "dataset", $0.dataset, moment: $0.time)
      }
  }

  /// The files and tables that records of a group had been taken from, and when last.
  func sources(of group: LineageRow) throws -> [(row: LineageRow, time: String)] {
    try ask(
      "lineage_feature_sources", ["group": group.name, "until": group.moment]
    ).compactMap { row in
      guard let kind = LineageRow.text(row[0]), let name = LineageRow.text(row[1]) else { return nil }
      let time = LineageRow.text(row[5]) ?? ""
      let place = place(
        LineageRow(group.depth + 1, kind, name, kind == "file" ? Array(row[2...4]) : [], moment: time))
      return place.kind == "feature group" && place.name == group.name ? nil : (place, time)
    }
  }

  /// The files that groups took in, that gave the rows of datasets, or that have those.
  func files() throws -> [String] {
    try batches.get().compactMap(\.file)
      + ends.get().compactMap { end in end.file.flatMap { !end.isMade || FilePath.isFile($0) ? $0 : nil } }
  }

  /// A table, or the group that it is the table or the view of.
  func place(_ row: LineageRow) -> LineageRow {
    guard row.kind == "table", let group = group(behind: row.name) else { return row }
    var place = row
    place.kind = "feature group"
    place.name = group
    return place
  }

  private func dataset(_ row: LineageRow, cameFrom: Bool) throws -> [LineageRow] {
    try ask("lineage_dataset", ["dataset": row.name]).filter { $0[0] == .integer(cameFrom ? 1 : 0) }.compactMap {
      found in
      guard let kind = LineageRow.text(found[1]), let name = LineageRow.text(found[2]) else { return nil }
      let end = LineageRow(row.depth + 1, kind, name, [found[3]], moment: LineageRow.text(found[4]))
      return cameFrom ? place(end) : end
    }
  }

  private func dataset(_ row: [SQLValue], _ depth: Int) -> LineageRow? {
    guard let name = LineageRow.text(row[0]) else { return nil }
    let hash = LineageRow.text(row[2]).map { SQLValue.text(String($0.prefix(16))) } ?? .null
    return LineageRow(depth, "dataset", name, [row[1], .null, hash], moment: LineageRow.text(row[3]))
  }

  private func group(behind table: String) -> String? {
    guard table.hasPrefix("feature_store.") else { return nil }
    let name = String(table.dropFirst("feature_store.".count))
    let group = name.hasSuffix("__latest") ? String(name.dropLast("__latest".count)) : name
    return groups[group] == nil ? nil : group
  }

  /// Whether a row is the file or the table.
  private func isIt(_ row: LineageRow, _ file: String?) -> Bool {
    guard let file else { return false }
    return row.kind == "file" ? FilePath.isSame(file, row.name) : file.lowercased() == row.name.lowercased()
  }

  private static func list(_ json: String) -> [String] {
    (try? JSONDecoder().decode([String].self, from: Data(json.utf8))) ?? []
  }
}
