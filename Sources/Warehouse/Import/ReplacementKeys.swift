import CSV
import GRDB

/// The columns by which a file replaces rows, and what their values must be: a day in another notation would be a day that the
/// table does not have, and stand beside the right one.
struct ReplacementKeys {
  private struct Key {
    let name: String
    /// Whether values must be dates `YYYY-MM-DD`; `nil` until the first value tells.
    var holdsDates: Bool?
    let allowsNull: Bool
  }

  /// So many rows of the table, the first, tell what a column holds.
  private static let sampleRows = 1000

  private let table: TableName
  private var keys: [Key]

  /// The columns of a table that is not there yet: the first value of each tells whether it holds dates.
  init(_ columns: [String], of table: TableName) {
    self.table = table
    keys = columns.map { Key(name: $0, holdsDates: nil, allowsNull: true) }
  }

  /// The columns of a table: one whose text is mostly dates must get dates, and one where nothing is empty must get values.
  init(_ columns: [String], of table: TableName, known: [Catalog.ColumnEntry], _ db: Database) throws {
    self.table = table
    keys = try columns.map { column in
      let values = try Row.fetchAll(
        db,
        sql: "SELECT \(Identifier.quoted(column)) FROM \(table.sql) LIMIT \(Self.sampleRows)"
      ).map { $0[0] as DatabaseValue }
      let filled = values.filter { !$0.isNull }
      let dates = filled.filter { value in
        guard case .string(let text) = value.storage else { return false }
        return Array(text.utf8).withUnsafeBytes(CSVDate.isDate)
      }
      let isText = known.contains {
        $0.name.lowercased() == column.lowercased() && CSVColumnType(declared: $0.type) == .text
      }
      return Key(
        name: column, holdsDates: !isText ? false : filled.isEmpty ? nil : 2 * dates.count > filled.count,
        allowsNull: values.isEmpty || filled.count < values.count)
    }
  }

  /// Checks the values of some records.
  /// - Parameter columns: the names of their fields.
  /// - Throws: `CSVError` with file, line, column and value.
  mutating func check(_ batch: CSVBatch, columns: [String], file: String) throws {
    for place in keys.indices {
      let name = keys[place].name.lowercased()
      guard let column = columns.firstIndex(where: { $0.lowercased() == name }) else { continue }
      try batch.withRows { rows in
        for row in 0..<batch.count {
          let field = rows[row, column]
          let location = { CSVLocation(file: file, line: batch.line(ofRow: row), column: columns[column]) }
          if field.isNull {
            guard !keys[place].allowsNull else { continue }
            throw CSVError(
              code: "missing-value", location: location(),
              expected: "a value: it says which rows of \(table) are replaced",
              found: "an empty field", remedy: "fill the field in; nothing of the file was loaded")
          }
          if keys[place].holdsDates == nil { keys[place].holdsDates = field.isDate }
          guard keys[place].holdsDates == true, !field.isDate else { continue }
          throw CSVError(
            code: "wrong-type", location: location(), expected: "a date as YYYY-MM-DD, which \(table) has there",
            found: CSVError.quoted(field.string ?? ""),
            remedy: "write the date as YYYY-MM-DD; nothing of the file was loaded")
        }
      }
    }
  }
}
