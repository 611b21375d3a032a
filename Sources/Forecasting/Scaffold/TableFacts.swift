import Warehouse

/// What the values of a table are like, found with a few passes over it.
struct TableFacts {
  /// Distinct values are counted up to here: more is many.
  static let distinctLimit = 1000
  /// A column of text with at most so many values is told apart value by value.
  static let textLimit = 60

  let table: TableName
  let rowCount: Int
  let columns: [ColumnFacts]
  private let session: QuerySession

  /// Looks at every column.
  /// - Throws: ``ForecastingError`` where the table has no rows.
  init(_ table: TableName, in warehouse: Warehouse) throws {
    let names = try Catalog(warehouse).columns(of: table).map(\.name)
    session = try QuerySession(warehouse, databases: [table.database])
    self.table = table
    let aggregates = names.flatMap { name -> [String] in
      let column = Identifier.quoted(name)
      let kind = "typeof(\(column))"
      let number = "CASE WHEN \(kind) IN ('integer', 'real') THEN \(column) END"
      return [
        "count(\(column))", "total(\(kind) = 'integer' OR \(kind) = 'real' AND \(column) = round(\(column)))",
        "total(\(kind) = 'real' AND \(column) <> round(\(column)))", "total(\(kind) = 'text')", "min(\(number))",
        "max(\(number))", "avg(\(number))",
      ]
    }
    var answer: [SQLValue] = []
    // SQLite gives 2000 columns at most.
    for start in stride(from: 0, to: aggregates.count, by: 700) {
      let part = aggregates[start..<min(aggregates.count, start + 700)]
      answer += try session.prepare("SELECT \(part.joined(separator: ", ")) FROM \(table.sql)").allRows()[0]
    }
    rowCount = Int(try session.prepare("SELECT count(*) FROM \(table.sql)").allRows()[0][0].number ?? 0)
    guard rowCount > 0 else {
      throw ForecastingError(
        code: "no-rows", subject: "table \(table)", expected: "rows to guess from", found: "none",
        remedy: "load data with `stockroom ingest FILE --table \(table)`")
    }
    var columns: [ColumnFacts] = []
    for (index, name) in names.enumerated() {
      columns.append(
        try Self.facts(of: name, Array(answer[index * 7..<index * 7 + 7]), in: table, session: session))
    }
    self.columns = columns
  }

  /// The column of that name, as SQL compares names; `nil` where there is none.
  func column(_ name: String) -> ColumnFacts? {
    columns.first { $0.name == name } ?? columns.first { $0.name.lowercased() == name.lowercased() }
  }

  /// Whether no two rows agree in all of the columns.
  func isUnique(_ names: [String]) throws -> Bool {
    let list = names.map(Identifier.quoted).joined(separator: ", ")
    return try session.prepare("SELECT 1 FROM \(table.sql) GROUP BY \(list) HAVING count(*) > 1 LIMIT 1").allRows()
      .isEmpty
  }

  /// How many days of the week a date column has.
  func weekdayCount(_ date: ColumnFacts) throws -> Int {
    let sql = "SELECT count(DISTINCT strftime('%w', \(Identifier.quoted(date.name)))) FROM \(table.sql)"
    return Int(try session.prepare(sql).allRows()[0][0].number ?? 0)
  }

  /// The correlation of a column with another over the rows where both are numbers, and the standard deviation of the
  /// other: sums of products of distances from the mean.
  func correlation(of column: ColumnFacts, with label: ColumnFacts) throws -> Double? {
    guard let mean = column.mean, let labelMean = label.mean else { return nil }
    let x = "(\(Identifier.quoted(column.name)) - :mean)"
    let y = "(\(Identifier.quoted(label.name)) - :label_mean)"
    let row = try session.prepare(
      """
      SELECT total(\(x) * \(y)), total(\(x) * \(x)), total(\(y) * \(y)) FROM \(table.sql)
      WHERE typeof(\(Identifier.quoted(column.name))) IN ('integer', 'real')
        AND typeof(\(Identifier.quoted(label.name))) IN ('integer', 'real')
      """, parameters: ["mean": .real(mean), "label_mean": .real(labelMean)]
    ).allRows()[0].map { $0.number ?? 0 }
    guard row[1] > 0, row[2] > 0 else { return nil }
    return row[0] / (row[1].squareRoot() * row[2].squareRoot())
  }

  /// The standard deviation of a column of numbers.
  func standardDeviation(of column: ColumnFacts) throws -> Double {
    let x = "(\(Identifier.quoted(column.name)) - :mean)"
    let sql = "SELECT sqrt(avg(\(x) * \(x))) FROM \(table.sql)"
    return try session.prepare(sql, parameters: ["mean": .real(column.mean ?? 0)]).allRows()[0][0].number ?? 0
  }

  private static func facts(
    of name: String, _ values: [SQLValue], in table: TableName, session: QuerySession
  ) throws -> ColumnFacts {
    let column = Identifier.quoted(name)
    let count = values[0].number ?? 0
    let (whole, broken, text) = (values[1].number ?? 0, values[2].number ?? 0, values[3].number ?? 0)
    let distinct = try session.prepare(
      """
      SELECT DISTINCT \(column) FROM \(table.sql) WHERE \(column) IS NOT NULL LIMIT \(distinctLimit + 1)
      """
    ).allRows().map { $0[0] }
    var kind = ColumnFacts.Kind.other
    if count > 0, whole == count { kind = .integer }
    if count > 0, broken > 0, whole + broken == count { kind = .real }
    if count > 0, text == count { kind = try textKind(distinct, column, in: table, session: session) }
    let texts = distinct.compactMap { value -> String? in if case .text(let text) = value { text } else { nil } }
    return ColumnFacts(
      name: name, kind: kind, valueCount: Int(count), minimum: values[4].number, maximum: values[5].number,
      mean: values[6].number, distinctCount: distinct.count,
      texts: kind == .text && distinct.count <= textLimit
        ? texts.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) } : [])
  }

  /// Looks at the values that are at hand first: few columns of text hold dates.
  private static func textKind(
    _ distinct: [SQLValue], _ column: String, in table: TableName, session: QuerySession
  ) throws -> ColumnFacts.Kind {
    let looksLikeDates = distinct.prefix(20).allSatisfy { value in
      guard case .text(let text) = value else { return false }
      let bytes = Array(text.utf8)
      return bytes.count >= 10 && bytes[4] == UInt8(ascii: "-") && bytes[7] == UInt8(ascii: "-")
    }
    guard looksLikeDates else { return .text }
    func holds(_ test: String) throws -> Bool {
      let sql = "SELECT 1 FROM \(table.sql) WHERE \(column) IS NOT NULL AND NOT (\(test)) LIMIT 1"
      return try session.prepare(sql).allRows().isEmpty
    }
    if try holds("date(\(column)) IS \(column)") { return .date }
    let day = "substr(\(column), 1, 10)"
    return try holds("date(\(day)) IS \(day) AND substr(\(column), 11, 1) IN ('T', ' ')") ? .time : .text
  }
}

extension SQLValue {
  /// The value as a number; `nil` for NULL, text and blobs.
  var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    case .null, .text, .blob: nil
    }
  }
}
