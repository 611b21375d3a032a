import Warehouse

/// Something on the way, how far off it is, and as of when it counts.
struct LineageRow {
  /// How many steps from what was asked for.
  var depth: Int
  /// `table`, `object`, `file`, `feature group`, …
  var kind: String
  var name: String
  /// What the columns after the name say; fewer where the rest is empty.
  var cells: [SQLValue] = []
  /// Backwards: what it was made of by then counts. Forwards: what was made of it from then on counts. All where `nil`.
  var moment: String?

  init(_ depth: Int, _ kind: String, _ name: String, _ cells: [SQLValue] = [], moment: String? = nil) {
    self.depth = depth
    self.kind = kind
    self.name = name
    self.cells = cells
    self.moment = moment
  }

  /// A row of `lineage_up` or `lineage_down`.
  init(_ row: [SQLValue], moment: String?) {
    self.init(
      Self.number(row[0]), Self.text(row[1]) ?? "", Self.text(row[2]) ?? "", Array(row[3..<min(11, row.count)]),
      moment: moment)
  }

  /// The step that made it, and in which execution.
  var step: String? { cells.count > 3 ? Self.text(cells[3]) : nil }
  var execution: String? { cells.count > 4 ? Self.text(cells[4]) : nil }

  /// Whether pipelines' records tell of it.
  var isRecorded: Bool { cells.count > 4 }

  func moved(by depth: Int) -> LineageRow {
    var row = self
    row.depth += depth
    return row
  }

  static func text(_ value: SQLValue) -> String? { if case .text(let text) = value { text } else { nil } }

  static func number(_ value: SQLValue) -> Int { if case .integer(let number) = value { Int(number) } else { 0 } }

  /// Each thing once, where it is nearest, with what is known of it elsewhere, the nearest first. Tables and objects stand once for each
  /// content and maker, files for each content.
  static func tidied(_ rows: [LineageRow]) -> [[SQLValue]] {
    var places: [[String]: Int] = [:]
    var tidied: [LineageRow] = []
    for (_, row) in rows.enumerated().sorted(by: { ($0.element.depth, $0.offset) < ($1.element.depth, $1.offset) }) {
      let sha256 = row.cells.count > 2 ? text(row.cells[2]) ?? "" : ""
      let key: [String] =
        switch row.kind {
        case "table", "object": [row.kind, row.name, sha256, row.step ?? "", row.execution ?? ""]
        case "file": [row.kind, row.name, sha256]
        default: [row.kind, row.name]
        }
      guard let place = places[key] else {
        places[key] = tidied.count
        tidied.append(row)
        continue
      }
      for (index, cell) in row.cells.enumerated() where cell != .null {
        if index >= tidied[place].cells.count {
          tidied[place].cells += Array(repeating: .null, count: index + 1 - tidied[place].cells.count)
        }
        if tidied[place].cells[index] == .null { tidied[place].cells[index] = cell }
      }
    }
    let width = Stockroom.lineageColumns.count - 3
    return tidied.map { row in
      [.integer(Int64(row.depth)), .text(row.kind), .text(row.name)]
        + (row.cells + Array(repeating: .null, count: max(0, width - row.cells.count))).prefix(width)
    }
  }
}
