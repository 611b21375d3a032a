import Operations
import Testing
import Warehouse

/// The rows of a script of `sql/`, with the names of its columns.
struct Answer: Equatable {
  let columns: [String]
  let rows: [[SQLValue]]

  /// The values of one column.
  func column(_ name: String) throws -> [SQLValue] {
    let index = try #require(columns.firstIndex(of: name), "no column \(name) among \(columns)")
    return rows.map { $0[index] }
  }

  /// The rows with only the named columns.
  func columns(_ names: String...) throws -> [[SQLValue]] {
    let indices = try names.map { name in
      try #require(columns.firstIndex(of: name), "no column \(name) among \(columns)")
    }
    return rows.map { row in indices.map { row[$0] } }
  }
}

extension Stockroom {
  /// Runs a script of `sql/`; `name` is its path without `.sql`.
  func answer(_ name: String, _ parameters: [(name: String, value: String)] = []) throws -> Answer {
    try ask(Query(script: "\(name).sql", in: warehouse.scripts, parameters: parameters), keepsHistory: false) {
      cursor in
      let columns = cursor.columnNames
      let rows = try cursor.allRows()
      return (rows.count, Answer(columns: columns, rows: rows))
    }
  }

  /// The scripts of the folders that hold one SELECT each for people who look at results.
  func readingScripts() throws -> [SQLScript] {
    try ["monitoring", "dashboards"].flatMap { folder in
      try warehouse.scripts.scriptNames(in: folder).map { try warehouse.scripts.script("\(folder)/\($0).sql") }
    }
  }
}

extension SQLScript {
  /// The path below `sql/` without `.sql`.
  var path: String { String(name.dropLast(4)) }
}
