import Crypto
import GRDBSQLite

/// The content of a table, or of a selection of it, in 32 bytes: equal where names, types, values and order of the columns
/// and rows are equal.
public struct TableFingerprint: Sendable, Equatable {
  /// The number of rows.
  public let rowCount: Int
  /// SHA-256, 64 hex digits.
  public let sha256: String

  /// Reads the rows and hashes them.
  /// - Returns: `nil` where there is no such table.
  /// - Throws: ``WarehouseError`` where the table cannot be read.
  public static func of(_ selection: TableSelection, in warehouse: Warehouse) throws -> TableFingerprint? {
    guard warehouse.layout.existingDatabases().contains(selection.table.database) else { return nil }
    let session = try QuerySession(warehouse, databases: [selection.table.database])
    let known = try session.prepare(
      "SELECT name FROM pragma_table_info(:table, :database)",
      parameters: [
        "table": .text(selection.table.table), "database": .text(selection.table.database.description),
      ]
    ).allRows()
    guard !known.isEmpty else { return nil }
    var sql = selection.sql
    if !selection.keys.isEmpty {
      sql += " ORDER BY " + (1...(selection.columns?.count ?? known.count)).map(String.init).joined(separator: ", ")
    }
    let cursor = try session.prepare(sql, origin: "table \(selection.table)", parameters: selection.parameters)
    return try TableFingerprint(cursor)
  }

  private init(_ cursor: QueryCursor) throws {
    var hasher = SHA256()
    var buffer: [UInt8] = []
    buffer.reserveCapacity(1 << 16)
    for name in cursor.columnNames { Self.append(text: Array(name.utf8), to: &buffer) }
    let columnCount = cursor.columnNames.count
    var rows = 0
    while try cursor.step() {
      for column in 0..<columnCount { Self.append(cursor, column, to: &buffer) }
      rows += 1
      if buffer.count > 1 << 15 {
        hasher.update(data: buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }
    hasher.update(data: buffer)
    rowCount = rows
    sha256 = hasher.finalize().hex
  }

  /// A byte for the kind, then the value: 8 bytes for a number, the length and the bytes for a text.
  private static func append(_ cursor: QueryCursor, _ column: Int, to buffer: inout [UInt8]) {
    switch cursor.kind(column) {
    case SQLITE_INTEGER: append(kind: 1, bits: UInt64(bitPattern: cursor.integer(column)), to: &buffer)
    case SQLITE_FLOAT: append(kind: 2, bits: cursor.real(column).bitPattern, to: &buffer)
    case SQLITE_TEXT: cursor.withText(column) { append(text: $0, to: &buffer) }
    case SQLITE_NULL: buffer.append(0)
    default:
      guard case .blob(let bytes) = cursor.value(column) else { return }
      append(kind: 4, bits: UInt64(bytes.count), to: &buffer)
      buffer.append(contentsOf: bytes)
    }
  }

  private static func append(text: some Collection<UInt8>, to buffer: inout [UInt8]) {
    append(kind: 3, bits: UInt64(text.count), to: &buffer)
    buffer.append(contentsOf: text)
  }

  private static func append(kind: UInt8, bits: UInt64, to buffer: inout [UInt8]) {
    buffer.append(kind)
    withUnsafeBytes(of: bits.littleEndian) { buffer.append(contentsOf: $0) }
  }
}
