import GRDBSQLite
import Warehouse

/// The rows of a query as records.
final class QueryRows: RecordRows {
  let origin: String
  let columns: [String]
  let source: BatchSource?
  private let cursor: QueryCursor
  private let owner: String?
  private var row = 0

  /// - Parameters:
  ///   - tables: what the query reads; `nil` where lineage is told by others.
  ///   - owner: the group whose own source the query is.
  init(_ cursor: QueryCursor, origin: String, tables: [TableName]? = nil, sourceOf owner: String? = nil) {
    self.cursor = cursor
    self.origin = origin
    self.owner = owner
    source = tables.map(BatchSource.query)
    columns = cursor.columnNames
  }

  func remedy(forMissing feature: String) -> String {
    let place = owner.map { " with `stockroom features update \($0) --source SQL`" } ?? ""
    return "add it to the query\(place); where there is no value, as NULL AS \(Identifier.quoted(feature))"
  }

  var place: String { "row \(row)" }

  func next() throws -> Bool {
    row += 1
    return try cursor.step()
  }

  func cell(_ column: Int) -> Cell {
    let value = cursor.storedValue(column)
    switch sqlite3_value_type(value) {
    case SQLITE_INTEGER: return .integer(sqlite3_value_int64(value))
    case SQLITE_FLOAT: return .real(sqlite3_value_double(value))
    case SQLITE_TEXT:
      // The bytes stay where they are until the cursor's next step.
      let text = sqlite3_value_text(value)
      return .text(UnsafeRawBufferPointer(start: text, count: text == nil ? 0 : Int(sqlite3_value_bytes(value))))
    case SQLITE_NULL: return .null
    default: return .blob(byteCount: Int(sqlite3_value_bytes(value)))
    }
  }
}
