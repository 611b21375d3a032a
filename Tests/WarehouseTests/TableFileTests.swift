import Columns
import Fixtures
import Foundation
import GRDB
import Synchronization
import Testing
import Warehouse

@Suite("A large table, read from the pages of its file")
struct TableFileTests {
  private let temporary: TemporaryWarehouse

  init() throws { temporary = try TemporaryWarehouse() }

  private var warehouse: Warehouse { temporary.warehouse }

  /// A database with small pages, so that few rows fill many.
  private func makeDatabase(pageSize: Int = 512) throws {
    let queue = try DatabaseQueue(path: warehouse.layout.databases.appending(path: "shop.sqlite").path)
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA page_size = \(pageSize); VACUUM") }
    try queue.close()
    try warehouse.prepare(DatabaseName("shop"))
  }

  private func bySQL(
    _ table: String = "shop.data", columns: String = "*", precision: ColumnReader.Precision = .exact
  ) throws -> ColumnTable {
    let sql = "SELECT \(columns) FROM \(table) NOT INDEXED"
    return try ColumnReader.read(QuerySession(warehouse, for: sql).prepare(sql), precision: precision)
  }

  private func fromFile(columns: [String]? = nil, precision: ColumnReader.Precision = .exact) throws -> ColumnTable? {
    try ColumnReader.readFile(
      of: TableName(parsing: "shop.data"), columns: columns, precision: precision, in: warehouse)
  }

  private static func numbers(to last: Int) -> String {
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(last)) "
  }

  /// Declarations, and expressions over a row's number `i` and a random integer `r` that fit a column of it.
  private static let types: [(declaration: String, values: [String])] = [
    ("INTEGER", ["i", "r", "r % 100", "-i * i", "i % 2", "r >> (i % 60)", "NULL"]),
    ("REAL", ["r / 7.0", "i", "r", "i * 0.5", "9e999", "NULL"]),
    ("DOUBLE PRECISION", ["i % 3", "r * 1e300"]),
    ("TEXT", ["'t' || r % 50", "hex(randomblob(i % 9))", "substr('äöü€', i % 5)", "''", "NULL", "i"]),
    ("", ["i", "r / 3.0", "'x' || i % 9", "CASE WHEN i > 700 THEN i * 0.25 ELSE i END", "NULL"]),
    ("", ["CASE WHEN i < 900 THEN NULL ELSE 'late' END", "CASE WHEN i < 900 THEN NULL ELSE i END"]),
    ("NUMERIC", ["r", "i * 0.5", "CASE WHEN i % 2 THEN i ELSE i + 0.5 END"]),
    ("VARCHAR(20)", ["'v' || i", "hex(zeroblob(i % 300))"]),
    ("FLOATING POINT", ["i"]),
    ("BLOB", ["i", "'b' || i", "r / 3.0"]),
  ]

  @Test(
    "has the columns that SQL gives, whatever the types, the lengths and the gaps",
    arguments: 1...Stress.count(12, large: 200))
  func random(seed: Int) throws {
    var generator = SplitMix64(seed: UInt64(seed))
    let pageSize = [512, 1024, 4096][seed % 3]
    try makeDatabase(pageSize: pageSize)
    let columns = (0..<Int.random(in: 1...9, using: &generator)).map { index in
      let type = Self.types[Int.random(in: 0..<Self.types.count, using: &generator)]
      var value = type.values[Int.random(in: 0..<type.values.count, using: &generator)]
      if Int.random(in: 0..<3, using: &generator) == 0 {
        value = "CASE WHEN abs(r) % 5 = 0 THEN NULL ELSE \(value) END"
      }
      return (name: "c\(index)", declaration: type.declaration, value: value)
    }
    let key = ["", "id INTEGER PRIMARY KEY, ", "id INTEGER PRIMARY KEY DESC, ", "id BIGINT PRIMARY KEY, "][seed % 4]
    let list = columns.map { "\($0.name) \($0.declaration)" }.joined(separator: ", ")
    let rows = Int.random(in: 4000...12_000, using: &generator)
    try temporary.execute(
      """
      CREATE TABLE shop.data (\(key)filler TEXT, \(list));
      \(Self.numbers(to: rows))
      INSERT INTO shop.data SELECT \(key.isEmpty ? "" : "i * 3 - 500, ")hex(zeroblob(\(pageSize) / 8)), \(columns.map(\.value).joined(separator: ", "))
      FROM (SELECT i, (i * 2654435761 + \(seed)) * (i % 3 - 1) * ((i & 7) << (i % 40)) AS r FROM n) ORDER BY \(seed % 2 == 0 ? "i" : "r");
      DELETE FROM shop.data WHERE rowid % \(seed % 5 + 2) = 0 AND rowid > 600;
      """, in: "shop")
    for precision in [ColumnReader.Precision.exact, .single] {
      #expect(try fromFile(precision: precision) == bySQL(precision: precision))
      let some = columns.indices.reversed().filter { $0 % 2 == 0 }.map { "c\($0)" }
      #expect(
        try fromFile(columns: some, precision: precision)
          == bySQL(columns: some.joined(separator: ", "), precision: precision))
    }
    let name = try TableName(parsing: "shop.data")
    #expect(try ColumnReader.read(name, in: warehouse) == bySQL())
  }

  @Test("has every kind of column that the readers of SQL know, from the file")
  func kinds() throws {
    try makeDatabase()
    try temporary.execute(
      """
      CREATE TABLE shop.data (id INTEGER PRIMARY KEY, price REAL, store TEXT, late, blank TEXT, mixed);
      \(Self.numbers(to: 9000)) INSERT INTO shop.data
      SELECT i, i % 4, 'store ' || i % 31, CASE WHEN i > 6000 THEN 'x' END, NULL,
        CASE WHEN i = 8999 THEN 0.5 ELSE i END FROM n;
      """, in: "shop")
    let table = try #require(try fromFile())
    #expect(try table == bySQL())
    #expect(table.columns.map(\.values).map(Self.kind) == ["integer", "real", "text", "text", "real", "real"])
    #expect(table.columns.map(\.missingCount) == [0, 0, 0, 6000, 9000, 0])
    let single = try #require(try fromFile(precision: .single))
    #expect(single.columns.map(\.values).map(Self.kind) == ["single", "single", "text", "text", "real", "single"])
  }

  private static func kind(_ values: ColumnValues) -> String {
    switch values {
    case .integer: "integer"
    case .real: "real"
    case .single: "single"
    case .text: "text"
    }
  }

  @Test("has texts that are longer than a page, and longer than many", arguments: [512, 4096])
  func longTexts(pageSize: Int) throws {
    try makeDatabase(pageSize: pageSize)
    try temporary.execute(
      """
      CREATE TABLE shop.data (n INTEGER, text TEXT, after INTEGER);
      \(Self.numbers(to: 4000)) INSERT INTO shop.data
      SELECT i, hex(zeroblob(CASE WHEN i % 50 = 0 THEN i * 20 ELSE i % 700 END)) || i, -i FROM n;
      """, in: "shop")
    #expect(try fromFile() == bySQL())
  }

  @Test("has NULL where a row is older than its column; SQL tells other defaults")
  func addedColumns() throws {
    try makeDatabase()
    try temporary.execute(
      """
      CREATE TABLE shop.data (n INTEGER);
      \(Self.numbers(to: 20_000)) INSERT INTO shop.data SELECT i FROM n;
      ALTER TABLE shop.data ADD COLUMN note TEXT;
      INSERT INTO shop.data VALUES (20001, 'new');
      """, in: "shop")
    let table = try #require(try fromFile())
    #expect(try table == bySQL())
    #expect(try table.column("note").missingCount == 20_000)
    try temporary.execute("ALTER TABLE shop.data ADD COLUMN price REAL DEFAULT 7", in: "shop")
    #expect(try fromFile() == nil)
    #expect(try fromFile(columns: ["note", "n"]) == bySQL(columns: "note, n"))
    #expect(try ColumnReader.read(TableName(parsing: "shop.data"), in: warehouse) == bySQL())
  }

  @Test(
    "is read by SQL where the file alone does not tell",
    arguments: [
      "CREATE TABLE shop.data (n INTEGER PRIMARY KEY, t TEXT) WITHOUT ROWID",
      "CREATE TABLE shop.data (n INTEGER, t TEXT, twice INTEGER AS (n * 2))",
      "CREATE TABLE shop.data (n INTEGER, t TEXT, twice INTEGER AS (n * 2) STORED)",
      "CREATE TABLE shop.other (n INTEGER, t TEXT); CREATE VIEW shop.data AS SELECT * FROM other",
    ])
  func others(definition: String) throws {
    try makeDatabase()
    let target = definition.contains("other") ? "other" : "data"
    try temporary.execute(
      "\(definition); \(Self.numbers(to: 9000)) INSERT INTO shop.\(target) (n, t) SELECT i, 't' || i FROM n", in: "shop"
    )
    #expect(try fromFile() == nil)
    let read = try ColumnReader.read(TableName(parsing: "shop.data"), in: warehouse)
    #expect(read.rowCount == 9000)
    #expect(try read.column("t").text(at: 8999) == "t9000")
  }

  @Test("is an error where a value cannot stand in its column, as SQL says it", arguments: ["'x'", "x'00'"])
  func mixed(value: String) throws {
    try makeDatabase()
    try temporary.execute(
      """
      CREATE TABLE shop.data (n);
      \(Self.numbers(to: 20_000)) INSERT INTO shop.data SELECT CASE WHEN i = 15000 THEN \(value) ELSE i END FROM n;
      """, in: "shop")
    let error = #expect(throws: WarehouseError.self) {
      try ColumnReader.read(TableName(parsing: "shop.data"), in: warehouse)
    }
    #expect(error?.code == "mixed-types")
    #expect(error?.subject == "column n, row 15000")
    let unknown = #expect(throws: WarehouseError.self) {
      try ColumnReader.read(TableName(parsing: "shop.data"), columns: ["m"], in: warehouse)
    }
    #expect(unknown?.found.contains("no such column") == true)
  }

  @Test("is read by SQL while somebody who reads an older state keeps the log from the file")
  func heldLog() throws {
    try makeDatabase()
    try temporary.execute(
      "CREATE TABLE shop.data (n INTEGER); \(Self.numbers(to: 20_000)) INSERT INTO shop.data SELECT i FROM n",
      in: "shop")
    try warehouse.read([DatabaseName("shop")]) { older in
      #expect(try Int.fetchOne(older, sql: "SELECT sum(n) FROM shop.data") == 200_010_000)
      try temporary.execute("UPDATE shop.data SET n = n + 1", in: "shop")
      #expect(try fromFile() == nil)
      let read = try ColumnReader.read(TableName(parsing: "shop.data"), in: warehouse)
      #expect(try read.column("n").doubles?.reduce(0, +) == 200_030_000)
    }
    #expect(try fromFile()?.column("n").doubles?.reduce(0, +) == 200_030_000)
  }

  @Test("is one state of it while others write")
  func whileWriting() throws {
    try makeDatabase()
    try temporary.execute(
      """
      CREATE TABLE shop.data (id INTEGER PRIMARY KEY, n INTEGER, filler TEXT);
      \(Self.numbers(to: 8000)) INSERT INTO shop.data SELECT i, 100, 'filler ' || i FROM n
      """, in: "shop")
    let isOver = Atomic(false)
    let written = Atomic(0)
    let reading = warehouse
    let ended = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      while !isOver.load(ordering: .relaxed) {
        // Moves an amount from one end of the table to the other, and a row to another place.
        let row = written.load(ordering: .relaxed) % 3000 + 1
        try? reading.write(DatabaseName("shop")) { db in
          try db.execute(sql: "UPDATE shop.data SET n = n - 1 WHERE id = ?", arguments: [row])
          try db.execute(sql: "UPDATE shop.data SET n = n + 1 WHERE id = ?", arguments: [7000 - row])
          try db.execute(sql: "UPDATE shop.data SET id = -id WHERE id = ?", arguments: [7000 + row % 1000])
        }
        written.add(1, ordering: .relaxed)
      }
      ended.signal()
    }
    defer {
      isOver.store(true, ordering: .relaxed)
      ended.wait()
    }
    var fromFileCount = 0
    var rounds = 0
    while rounds < Stress.count(40, large: 500) || written.load(ordering: .relaxed) < 20 {
      let read = try fromFile()
      if read != nil { fromFileCount += 1 }
      let table = try read ?? ColumnReader.read(TableName(parsing: "shop.data"), in: warehouse)
      #expect(try table.column("n").doubles?.reduce(0, +) == 800_000)
      #expect(table.rowCount == 8000)
      rounds += 1
    }
    #expect(fromFileCount > 0)
  }

  @Test("whose file is damaged ends in an error or in rows, never in a crash")
  func damaged() throws {
    try makeDatabase()
    try temporary.execute(
      """
      CREATE TABLE shop.data (n INTEGER, text TEXT, price REAL);
      \(Self.numbers(to: 3000)) INSERT INTO shop.data SELECT i, hex(zeroblob(i % 400)), i / 3.0 FROM n;
      """, in: "shop")
    #expect(try fromFile() != nil)
    try warehouse.emptyLog(of: DatabaseName("shop"))
    let file = warehouse.layout.databases.appending(path: "shop.sqlite")
    let whole = try Data(contentsOf: file)
    var generator = SplitMix64(seed: 5)
    for _ in 0..<Stress.count(150, large: 3000) {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...40, using: &generator) {
        let place = Int.random(in: 1024..<bytes.count, using: &generator)
        bytes[place] = UInt8.random(in: 0...255, using: &generator)
      }
      try bytes.write(to: file)
      _ = try? fromFile()
    }
    try whole.write(to: file)
    #expect(try fromFile() == bySQL())
  }
}
