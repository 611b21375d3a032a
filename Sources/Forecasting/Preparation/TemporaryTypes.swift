import GRDB
import Warehouse

/// Finds types for the columns of a temporary table, so that a STRICT table can take its rows.
enum TemporaryTypes {
  /// A column that SQLite knows the type of keeps it; the values of the others are looked at.
  /// - Throws: ``ForecastingError`` for a column that mixes text with numbers or holds blobs.
  static func of(_ table: String, in db: Database) throws -> [(name: String, type: String)] {
    let declared = try Row.fetchAll(
      db, sql: "SELECT name, type FROM pragma_table_info(?, 'temp') ORDER BY cid", arguments: [table])
    let known = ["INT": "INTEGER", "INTEGER": "INTEGER", "REAL": "REAL", "TEXT": "TEXT"]
    let unknown = declared.filter { known[$0[1]] == nil }.map { $0[0] as String }
    var found: [String: String] = [:]
    if !unknown.isEmpty {
      let tests = unknown.map { name in
        let kind = "typeof(\(Identifier.quoted(name)))"
        return ["text", "real", "integer", "blob"].map { "max(\(kind) = '\($0)')" }.joined(separator: ", ")
      }
      let row = try Row.fetchOne(
        db, sql: "SELECT \(tests.joined(separator: ", ")) FROM temp.\(Identifier.quoted(table))")
      for (index, name) in unknown.enumerated() {
        let kinds = (0..<4).map { (row?[index * 4 + $0] as Int?) == 1 }
        guard !kinds[3], !(kinds[0] && (kinds[1] || kinds[2])) else {
          throw ForecastingError(
            code: "mixed-types", subject: "column \(name) of \(table).sql", expected: "values of one type",
            found: kinds[3] ? "blobs" : "text and numbers", remedy: "cast the column, as in CAST(\(name) AS REAL)")
        }
        found[name] = kinds[0] ? "TEXT" : kinds[1] ? "REAL" : "INTEGER"
      }
    }
    return declared.map { row in
      let name: String = row[0]
      return (name, known[row[1]] ?? found[name] ?? "TEXT")
    }
  }
}
