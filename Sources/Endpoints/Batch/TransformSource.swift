import CSV
import Columns
import Foundation
import Warehouse

/// A column of the input and the type that the output gives it.
struct TransformColumn: Sendable, Equatable {
  let name: String
  /// INTEGER, REAL or TEXT.
  let type: String
}

/// A piece of the input.
struct TransformChunk {
  let table: ColumnTable
  /// The place of its last row: a rowid, or the number of the row in its file.
  let lastPosition: Int64
}

/// Reads the input of a batch transform in pieces, from any place on.
protocol TransformSource {
  /// The columns in their order.
  var columns: [TransformColumn] { get }
  /// Tells inputs apart: another text where the content may be another.
  var identity: String { get }
  /// The next piece after `position`, or `nil` at the end.
  mutating func next(after position: Int64) throws -> TransformChunk?
}

/// The rows of a table in the order of their rowids, up to the last one that was there at the start.
struct TableTransformSource: TransformSource {
  static let chunkRows = 50_000
  /// The name of the rowid in the result; no identifier of a user's can be it.
  private static let rowid = "rowid of the input"

  let columns: [TransformColumn]
  let identity: String
  private let table: TableName
  private let session: QuerySession

  init(_ table: TableName, in warehouse: Warehouse) throws {
    self.table = table
    let entries = try Catalog(warehouse).columns(of: table)
    columns = entries.map { TransformColumn(name: $0.name, type: Self.type($0.type)) }
    identity = "table \(table): \(entries.map { "\($0.name) \($0.type)" }.joined(separator: ", "))"
    session = try QuerySession(warehouse, databases: [table.database])
    do {
      _ = try session.prepare("SELECT rowid FROM \(table.sql) LIMIT 0", origin: "table \(table)")
    } catch {
      throw EndpointError(
        code: "no-rowids", subject: "input \(table)", expected: "a table whose rows have rowids",
        found: "a view, or a table without them", remedy: "copy it to a table, or export it as CSV first")
    }
  }

  func next(after position: Int64) throws -> TransformChunk? {
    let cursor = try session.prepare(
      """
      SELECT rowid AS \(Identifier.quoted(Self.rowid)), * FROM \(table.sql) WHERE rowid > :after
      ORDER BY rowid LIMIT \(Self.chunkRows)
      """, origin: "table \(table)", parameters: ["after": .integer(position)])
    let rows = try ColumnReader.read(cursor)
    guard rows.rowCount > 0, case .integer(let rowids) = rows.columns[0].values, let last = rowids.last else {
      return nil
    }
    return TransformChunk(table: try ColumnTable(Array(rows.columns.dropFirst())), lastPosition: last)
  }

  private static func type(_ declared: String) -> String {
    ["INTEGER", "REAL", "TEXT"].contains(declared) ? declared : "TEXT"
  }
}

/// The records of a CSV file in their order, typed by all of them, as `ingest` types them.
struct FileTransformSource: TransformSource {
  let columns: [TransformColumn]
  let identity: String
  private let reader: CSVReader
  private let types: [CSVColumnType]
  /// Records that were read from the file, and those that no piece has given yet.
  private var position: Int64 = 0
  private var batch = CSVBatch()

  init(_ path: String) throws {
    let (byteCount, hash) = try ContentHash.ofFile(.init(filePath: path))
    let inference = try TypeInference.infer(.file(path)).columns
    types = inference.map(\.type)
    columns = inference.map { TransformColumn(name: $0.name, type: $0.type.rawValue.uppercased()) }
    identity = "file of \(byteCount) bytes, SHA-256 \(hash)"
    reader = try CSVReader(.file(path))
  }

  mutating func next(after start: Int64) throws -> TransformChunk? {
    var builders = types.map(FieldColumn.init)
    var taken = 0
    while taken < TableTransformSource.chunkRows, try reader.next(into: &batch) {
      let first = position
      position += Int64(batch.count)
      guard position > start else { continue }
      // A resumed transform begins where the one before had written to, which may be inside a batch.
      let skipped = Int(max(start, first) - first)
      batch.withRows { rows in
        for row in skipped..<rows.count {
          for column in builders.indices { builders[column].append(rows[row, column]) }
        }
      }
      taken += batch.count - skipped
    }
    guard taken > 0 else { return nil }
    let table = try ColumnTable(zip(columns, builders).map { $1.column(named: $0.name) })
    return TransformChunk(table: table, lastPosition: position)
  }
}

/// A column that grows by fields of CSV; their type is known to fit.
private struct FieldColumn {
  private var integers: [Int64] = []
  private var reals: [Double] = []
  private var texts = DictionaryText()
  private var validity = Validity()
  private let type: CSVColumnType

  init(_ type: CSVColumnType) { self.type = type }

  mutating func append(_ field: CSVField) {
    validity.append(!field.isNull)
    switch type {
    case .integer: integers.append(field.isNull ? 0 : field.integer ?? 0)
    case .real: reals.append(field.isNull ? 0 : field.real ?? 0)
    case .text:
      if let text = field.string { texts.append(text) } else { texts.appendMissing() }
    }
  }

  func column(named name: String) -> Column {
    switch type {
    case .integer: Column(name, .integer(integers), validity: validity)
    case .real: Column(name, .real(reals), validity: validity)
    case .text:
      // A column without any value can be a feature that is always missing.
      validity.missingCount == validity.count
        ? Column(name, .real(Array(repeating: 0, count: validity.count)), validity: validity)
        : Column(name, .text(texts), validity: validity)
    }
  }
}
