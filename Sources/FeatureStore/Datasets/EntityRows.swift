import CSV
import Columns
import Warehouse

/// The rows of a request in memory: their columns as they came and their times in milliseconds.
struct EntityRows {
  /// The columns; the time is UTC text of 24 characters.
  let table: ColumnTable
  /// The time of each row.
  let times: [Int64]
  /// Where they came from.
  let source: EntitySource?

  /// Reads the rows and checks their columns and times.
  /// - Parameter groups: their record identifiers have types that a file of text cannot tell.
  init(_ request: DatasetRequest, groups: [FeatureGroup], in warehouse: Warehouse) throws {
    let rows: ColumnTable
    let origin: String
    func check(_ names: [String]) throws {
      try EntityNames(names: names, origin: origin).check(time: request.entityTime, groups: groups)
    }
    switch request.entities {
    case .query(let sql, let parameters):
      origin = "entities"
      let (cursor, tables) = try QuerySession(warehouse, for: sql).prepareTellingTables(
        sql, origin: origin, parameters: parameters)
      try check(cursor.columnNames)
      rows = try ColumnReader.read(cursor)
      source = .query(tables)
    case .csv(let path):
      origin = path
      try check(EntityFile.columnNames(path))
      let types = Dictionary(groups.map { ($0.recordIdentifier, $0.identifierType) }) { first, _ in first }
      rows = try EntityFile.read(path, types: types.merging([request.entityTime: .string]) { known, _ in known })
      source = .file(path)
    case .columns(let table):
      origin = "entities"
      try check(table.names)
      rows = table
      source = nil
    }
    let index = rows.columns.firstIndex { $0.name == request.entityTime } ?? 0
    let column = rows.columns[index]
    times = try Self.times(of: column, origin: origin, source: source, zone: request.timeZone)
    var columns = rows.columns
    columns[index] = Self.canonical(column, times)
    table = try ColumnTable(columns)
  }

  private static func times(
    of column: Column, origin: String, source: EntitySource?, zone: TimeZoneRule?
  ) throws -> [Int64] {
    guard case .text(let text) = column.values else {
      if column.count == 0 { return [] }
      guard let first = (0..<column.count).first(where: column.holdsValue(at:)) else {
        throw FeatureStoreError(
          code: "entity-time", subject: "\(origin), column \(column.name)", expected: "a time in every row",
          found: column.count == 1 ? "NULL in the only row" : "NULL in all \(column.count) rows",
          remedy: "give each row its time as text, such as 2026-01-31T08:00:00.000Z")
      }
      throw FeatureStoreError(
        code: "entity-time", subject: "\(origin), column \(column.name)", expected: "times as text",
        found: "the number \(column.text(at: first) ?? "NULL")",
        remedy: "make text of it, as in strftime('%Y-%m-%dT%H:%M:%fZ', \(column.name), 'unixepoch')")
    }
    let reader = TimeReader(rounding: .down, zone: zone)
    var bad = BadTimes(origin: origin, column: column.name, file: source?.file)
    // Each distinct text is read once.
    var readings = [Result<Int64, TimeReader.Complaint>?](repeating: nil, count: text.values.count)
    var times = [Int64](repeating: 0, count: column.count)
    for row in 0..<column.count {
      guard column.holdsValue(at: row) else {
        bad.add(row, expected: "a time in every row", found: "NULL")
        continue
      }
      let code = Int(text.codes[row])
      let reading =
        readings[code]
        ?? Result { () throws(TimeReader.Complaint) in try reader.read(text.values[code]).milliseconds }
      readings[code] = reading
      switch reading {
      case .success(let moment): times[row] = moment
      case .failure(let complaint): bad.add(row, expected: complaint.expected, found: "\"\(text.values[code])\"")
      }
    }
    try bad.check(of: column.count)
    return times
  }

  /// The column as UTC text of 24 characters: as it is, where it has been that already.
  private static func canonical(_ column: Column, _ times: [Int64]) -> Column {
    guard case .text(let text) = column.values else { return Column(column.name, .text(DictionaryText())) }
    let isCanonical = text.values.allSatisfy { value in
      var value = value
      return value.withUTF8 { EventTime(canonical: UnsafeRawBufferPointer($0)) != nil }
    }
    return isCanonical
      ? column : Column(column.name, .text(DictionaryText(times.map { EventTime(milliseconds: $0).text })))
  }
}
