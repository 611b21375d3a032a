import FeatureStore
import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("What is checked before a record is written")
struct RecordChecksTests {
  let temporary: TemporaryWarehouse
  let group = FeatureGroup(
    name: "sales", recordIdentifier: "id", eventTime: "at",
    features: [
      Feature("id", .integral), Feature("at", .string), Feature("price", .fractional, minimum: 0, maximum: 100),
      Feature("shop", .string), Feature("units", .integral, isRequired: true),
    ])
  var store: FeatureStore { FeatureStore(temporary.warehouse) }

  init() throws {
    temporary = try TemporaryWarehouse()
    try store.create(group, pipeline: nil)
  }

  private func query(_ values: String) -> RecordSource {
    .query("WITH r (id, at, price, shop, units) AS (VALUES \(values)) SELECT * FROM r")
  }

  @Test(
    "types, ranges, identifiers and required values",
    arguments: [
      ("('a', '2026-01-01', 1.0, 'x', 1)", "id"), ("(1.5, '2026-01-01', 1.0, 'x', 1)", "id"),
      ("(NULL, '2026-01-01', 1.0, 'x', 1)", "id"), ("(1, NULL, 1.0, 'x', 1)", "at"),
      ("(1, 20260101, 1.0, 'x', 1)", "at"), ("(1, '2026-01-01', 'cheap', 'x', 1)", "price"),
      ("(1, '2026-01-01', -0.1, 'x', 1)", "price"), ("(1, '2026-01-01', 100.5, 'x', 1)", "price"),
      ("(1, '2026-01-01', 9e999, 'x', 1)", "price"), ("(1, '2026-01-01', 1.0, 7, 1)", "shop"),
      ("(1, '2026-01-01', 1.0, x'00', 1)", "shop"), ("(1, '2026-01-01', 1.0, 'x', NULL)", "units"),
      ("(1, '2026-01-01', 1.0, 'x', 1e300)", "units"),
    ])
  func refused(values: String, column: String) throws {
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let error = #expect(throws: FeatureStoreError.self) {
      try store.ingest(query("(9, '2026-01-01', 1, 'x', 1), \(values)"), into: group)
    }
    #expect(error?.subject == "query, row 2, column \(column)")
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("whole numbers pass for real ones, and real ones without a fraction for whole ones")
  func numbers() throws {
    try store.ingest(query("(1.0, '2026-01-01', 100, NULL, 3.0)"), into: group)
    #expect(
      try temporary.rows("SELECT id, price, units, typeof(price) FROM feature_store.sales") == [
        [.integer(1), .real(100), .integer(3), .text("real")]
      ])
  }

  @Test("columns that the group lacks are named, with the command that adds them")
  func unknownColumn() throws {
    let error = #expect(throws: FeatureStoreError.self) {
      try store.ingest(
        .query("SELECT 1 AS id, '2026-01-01' AS at, 1 AS price, 'x' AS shop, 1 AS units, 2 AS rain"), into: group)
    }
    #expect(error?.code == "unknown-feature")
    #expect(error?.remedy?.contains("stockroom features update sales --add rain:Integral`") == true)
  }

  @Test("a file's own columns get the types that its rows show")
  func guessedTypes() throws {
    let csv = try temporary.directory.write(
      "id,at,price,shop,units,a,b,c,d\n1,2026-01-01,1,x,1,1,1,x,\n1,2026-01-01,1,x,1,2,0.5,7,\n", to: "wide.csv")
    let error = #expect(throws: FeatureStoreError.self) { try store.ingest(.csv(path: csv), into: group) }
    #expect(
      error?.remedy?.contains("--add a:Integral --add b:Fractional --add c:String --add d:Fractional`") == true)
  }

  @Test("what no feature can be named is not proposed as one", arguments: ["write_time", "# note", "9"])
  func unfitName(name: String) throws {
    let csv = try temporary.directory.write("id,at,price,shop,units,\(name)\n", to: "wide.csv")
    let error = #expect(throws: FeatureStoreError.self) { try store.ingest(.csv(path: csv), into: group) }
    #expect(error?.code == "unknown-feature")
    #expect(error?.remedy == "take it out")
  }

  @Test("a file of something else is said to be one, rather than its text proposed as features")
  func foreignFile() throws {
    let csv = try temporary.directory.write("# Stockroom\n\nA warehouse\n", to: "README.md")
    let error = #expect(throws: FeatureStoreError.self) { try store.ingest(.csv(path: csv), into: group) }
    #expect(error?.code == "foreign-columns")
    #expect(error?.found == "none of them, but \"# Stockroom\"")
    #expect(error?.remedy?.contains("does not look like records of sales") == true)
  }

  @Test("a feature without a column is named")
  func missingColumn() throws {
    let error = #expect(throws: FeatureStoreError.self) {
      try store.ingest(.query("SELECT 1 AS id, '2026-01-01' AS at, 1 AS price, 1 AS units"), into: group)
    }
    #expect(error?.code == "missing-feature")
    #expect(error?.subject.contains("shop") == true)
  }

  @Test("the same row twice in a batch is one; two states for a record at one time are an error")
  func twiceInBatch() throws {
    let same = "(1, '2026-01-01', 1, 'x', 1)"
    let done = try store.ingest(query("\(same), \(same)"), into: group)
    #expect("\(done.rowsRead) \(done.rowsWritten)" == "2 1")
    let error = #expect(throws: FeatureStoreError.self) {
      try store.ingest(query("(2, '2026-01-01', 1, 'x', 1), (2, '2026-01-01', 1, 'y', 1)"), into: group)
    }
    #expect(error?.subject == "query, row 2, column id")
    #expect(error?.found.contains("this batch") == true)
    #expect(try temporary.rows("SELECT count(*) FROM feature_store.sales") == [[.integer(1)]])
    // The same holds where the record has an older state at that time.
    #expect(throws: FeatureStoreError.self) {
      try store.ingest(query("(1, '2026-01-01', 2, 'x', 1), (1, '2026-01-01', 3, 'x', 1)"), into: group)
    }
  }

  @Test("a state that the group has already is one of the batch too, wherever it stands")
  func repeatedInBatch() throws {
    let (known, other) = ("(1, '2026-01-01', 1, 'x', 1)", "(1, '2026-01-01', 1, 'y', 1)")
    try store.ingest(query(known), into: group)
    for rows in ["\(known), \(other)", "\(other), \(known)", "\(known), \(known), \(other)"] {
      let error = #expect(throws: FeatureStoreError.self) { try store.ingest(query(rows), into: group) }
      #expect(error?.found == "another row of this batch with other values")
    }
    #expect(try temporary.rows("SELECT shop FROM feature_store.sales") == [[.text("x")]])
    // Another time, another record: no conflict.
    let done = try store.ingest(
      query("\(known), (1, '2025-12-31', 1, 'y', 1), (2, '2026-01-01', 1, 'y', 1)"), into: group)
    #expect(done.rowsWritten == 2)
    try store.ingest(query(other), into: group)
    #expect(try temporary.rows("SELECT count(*) FROM feature_store.sales") == [[.integer(4)]])
  }

  @Test("records of a file that are not well formed are kept aside as they stand")
  func malformed() throws {
    let file = temporary.directory.url.appending(path: "rejected.csv").path
    let csv = try temporary.directory.write(
      """
      id,at,price,shop,units
      1,2026-01-01,2.5,"a, b",1
      2,2026-01-01,1
      3,2026-01-01,1,"x"y,1
      4,2026-01-01,-1,z,1
      5,2026-01-01,1,z,1

      """, to: "batch.csv")
    let error = #expect(throws: (any Error).self) { try store.ingest(.csv(path: csv), into: group) }
    #expect(error.map { "\($0)" }?.contains("batch.csv, line 3: expected 5 fields, found 3 fields") == true)
    let done = try store.ingest(.csv(path: csv), into: group, IngestOptions(badRows: .reject(file: file)))
    #expect("\(done.rowsRead) \(done.rowsWritten) \(done.rowsRejected)" == "5 2 3")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(
      text == #"""
        rejected_row,rejected_column,rejected_reason,rejected_record,id,at,price,shop,units
        line 3,"","expected 5 fields, found 3 fields","2,2026-01-01,1",,,,,
        line 4,shop,"expected a delimiter or line end after the closing quotation mark, found ""y,1""","3,2026-01-01,1,""x""y,1",,,,,
        line 5,price,"expected a number of at least 0.0, found ""-1""",,4,2026-01-01,-1,z,1

        """#)
    let filled = text.replacing("2026-01-01,1\",,,,,", with: "\",2,2026-01-01,1,x,1")
    let corrected = try temporary.directory.write(filled.replacing("-1,z", with: "1,z"), to: "corrected.csv")
    let again = #expect(throws: FeatureStoreError.self) { try store.ingest(.csv(path: corrected), into: group) }
    #expect(again?.subject.contains("line 3") == true)
  }

  @Test("whole numbers are taken to the last digit, or refused")
  func exactIntegers() throws {
    func file(_ units: String) throws -> RecordSource {
      .csv(
        path: try temporary.directory.write("id,at,price,shop,units\n\(units),2026-01-01,1,x,\(units)\n", to: "n.csv"))
    }
    for (text, value) in [
      ("9007199254740993.0", 9_007_199_254_740_993), ("9.007199254740993e15", 9_007_199_254_740_993),
      ("-9223372036854775808", Int64.min), ("-9223372036854775808.0", Int64.min), ("9223372036854775807", Int64.max),
      ("1e3", 1000), ("-0", 0), ("0.0e99", 0),
    ] {
      try store.ingest(file(text), into: group)
      #expect(try temporary.rows("SELECT units FROM feature_store.sales") == [[.integer(value)]])
      try temporary.execute("DELETE FROM feature_store.sales", in: "feature_store")
    }
    for text in [
      "-9223372036854775809", "9223372036854775808", "9223372036854775808.0", "1.00000000000000000001", "1e19",
    ] {
      let error = #expect(throws: FeatureStoreError.self) { try store.ingest(file(text), into: group) }
      #expect(error?.subject.hasSuffix("line 2, column id") == true)
      #expect(error?.expected == "a whole number of 64 bits")
    }
    #expect(throws: FeatureStoreError.self) {
      try store.ingest(query("(1, '2026-01-01', 1, 'x', -9.3e18)"), into: group)
    }
    let empty = #expect(throws: FeatureStoreError.self) { try store.ingest(file("\"\""), into: group) }
    #expect(empty?.expected?.contains("nothing between the delimiters is NULL") == true)
  }

  @Test("ranges of whole numbers are exact")
  func exactRange() throws {
    let limit = 9_007_199_254_740_992.0
    let exact = FeatureGroup(
      name: "exact", recordIdentifier: "id", eventTime: "at",
      features: [
        Feature("id", .integral), Feature("at", .string), Feature("v", .integral, minimum: -limit, maximum: limit),
      ])
    try store.create(exact, pipeline: nil)
    func put(_ value: Int64) throws {
      try store.put([("id", .integer(value)), ("at", .text("2026-01-01")), ("v", .integer(value))], into: exact)
    }
    try put(9_007_199_254_740_992)
    try put(-9_007_199_254_740_992)
    #expect(throws: FeatureStoreError.self) { try put(9_007_199_254_740_993) }
    #expect(throws: FeatureStoreError.self) { try put(-9_007_199_254_740_993) }
    #expect(throws: FeatureStoreError.self) { try ValueRange(parsing: "..9007199254740993") }
  }

  @Test("a malformed record that nobody has filled in stays what it is when its file is taken in again")
  func untouched() throws {
    let directory = temporary.directory.url
    let csv = try temporary.directory.write(
      "id,at,price,shop,units\n1,2026-01-01\nx,2026-01-01,1,x,1\n", to: "batch.csv")
    let first = directory.appending(path: "first.csv").path
    try store.ingest(.csv(path: csv), into: group, IngestOptions(badRows: .reject(file: first)))
    let text = try String(contentsOfFile: first, encoding: .utf8)
    let mended = try temporary.directory.write(text.replacing(",x,2026", with: ",7,2026"), to: "mended.csv")
    let error = #expect(throws: FeatureStoreError.self) { try store.ingest(.csv(path: mended), into: group) }
    #expect(error?.subject.hasSuffix("line 2, column rejected_record") == true)
    let second = directory.appending(path: "second.csv").path
    let done = try store.ingest(.csv(path: mended), into: group, IngestOptions(badRows: .reject(file: second)))
    #expect("\(done.rowsWritten) \(done.rowsRejected)" == "1 1")
    let kept = try String(contentsOfFile: second, encoding: .utf8)
    #expect(kept.contains("\"1,2026-01-01\",,,,,"))
    #expect(kept.contains("expected 5 fields, found 2 fields"))
  }

  @Test("bad rows are written over no other file, and not into the warehouse")
  func rejectFile() throws {
    let csv = try temporary.directory.write("id,at,price,shop,units\nx,2026-01-01,1,x,1\n", to: "batch.csv")
    let other = try temporary.directory.write("mine\n", to: "other.txt")
    let database = temporary.warehouse.layout.file(of: .mlops).path
    for (file, code) in [(csv, "same-file"), (other, "existing-file")] {
      let error = #expect(throws: FeatureStoreError.self) {
        try store.ingest(.csv(path: csv), into: group, IngestOptions(badRows: .reject(file: file)))
      }
      #expect(error?.code == code)
    }
    let inside = #expect(throws: WarehouseError.self) {
      try store.ingest(.csv(path: csv), into: group, IngestOptions(badRows: .reject(file: database)))
    }
    #expect(inside?.code == "output-inside-warehouse")
    #expect(try String(contentsOfFile: other, encoding: .utf8) == "mine\n")
    let file = temporary.directory.url.appending(path: "bad.csv").path
    for _ in 1...2 {
      #expect(
        try store.ingest(.csv(path: csv), into: group, IngestOptions(badRows: .reject(file: file))).rowsRejected == 1)
    }
  }

  @Test("a batch that is there already says when it came and from what, and touches no file")
  func knownBatch() throws {
    let csv = try temporary.directory.write("id,at,price,shop,units\n1,2026-01-01,1,x,1\nbad\n", to: "batch.csv")
    let file = temporary.directory.url.appending(path: "rejected.csv").path
    let options = IngestOptions(batch: "monday", badRows: .reject(file: file))
    let first = try store.ingest(.csv(path: csv), into: group, options)
    #expect(first.earlier == nil)
    try FileManager.default.removeItem(atPath: file)
    let again = try store.ingest(.csv(path: csv), into: group, options)
    #expect(again.earlier?.source == csv)
    #expect("\(again.rowsRead) \(again.rowsWritten) \(again.rowsRejected)" == "2 1 1")
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test("a group without a source query names the pipeline that fills it")
  func fillingPipeline() throws {
    let error = #expect(throws: FeatureStoreError.self) { try store.ingest(.ownSource, into: group) }
    #expect(error?.found == "none")
    let filled = FeatureGroup(
      name: "filled", recordIdentifier: "id", eventTime: "at",
      features: [Feature("id", .integral), Feature("at", .string)])
    try store.provide(filled, for: "retail")
    let hint = #expect(throws: FeatureStoreError.self) { try store.ingest(.ownSource, into: filled) }
    #expect(hint?.found == "none: pipeline retail fills it")
  }

  @Test("bad rows are kept aside with row, column and reason; corrected, the file can be ingested")
  func rejected() throws {
    let file = temporary.directory.url.appending(path: "rejected.csv").path
    let csv = try temporary.directory.write(
      """
      id,at,price,shop,units
      1,2026-01-01,2.5,"a, b",1
      x,2026-01-01,-1,,1
      3,yesterday,1,,1
      4,2026-01-01,1,c,1
      4,2026-01-01,2,c,1

      """, to: "batch.csv")
    let done = try store.ingest(.csv(path: csv), into: group, IngestOptions(badRows: .reject(file: file)))
    #expect("\(done.rowsRead) \(done.rowsWritten) \(done.rowsRejected)" == "5 2 3")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(
      text == #"""
        rejected_row,rejected_column,rejected_reason,rejected_record,id,at,price,shop,units
        line 3,id; price,"expected a whole number of 64 bits, found ""x""; expected a number of at least 0.0, found ""-1""",,x,2026-01-01,-1,,1
        line 4,at,"expected a time such as 2026-01-31T08:00:00Z or 2026-01-31T08:00:00+07:00, found ""yesterday""",,3,yesterday,1,,1
        line 6,id,"expected one state for a record at an event time, found another row of this batch with other values",,4,2026-01-01,2,c,1

        """#)
    let corrected = try temporary.directory.write(
      text.replacing("x,2026-01-01,-1", with: "2,2026-01-01,1").replacing("yesterday,1", with: "2026-01-02,1"),
      to: "corrected.csv")
    #expect(try store.ingest(.csv(path: corrected), into: group).rowsWritten == 3)
    #expect(
      try temporary.rows("SELECT rows_rejected FROM feature_store.feature_ingestions ORDER BY write_time") == [
        [.integer(3)], [.integer(0)],
      ])
  }

  @Test("times without a zone are read in the zone that is named; clocks that were moved are told")
  func zones() throws {
    func ingest(_ time: String, _ zone: String) throws {
      try store.ingest(
        query("(1, '\(time)', 1, 'x', 1)"), into: group, IngestOptions(timeZone: TimeZoneRule(parsing: zone)))
    }
    try ingest("2026-01-01 07:00:00", "+07:00")
    try ingest("2026-07-01 02:00:00", "Europe/Berlin")
    try ingest("2026-07-02", "Asia/Bangkok")
    #expect(
      try temporary.rows("SELECT at FROM feature_store.sales ORDER BY at") == [
        [.text("2026-01-01T00:00:00.000Z")], [.text("2026-07-01T00:00:00.000Z")], [.text("2026-07-01T17:00:00.000Z")],
      ])
    let skipped = #expect(throws: FeatureStoreError.self) { try ingest("2026-03-29 02:30:00", "Europe/Berlin") }
    #expect(skipped?.expected?.contains("put forward") == true)
    let twice = #expect(throws: FeatureStoreError.self) { try ingest("2026-10-25 02:30:00", "Europe/Berlin") }
    #expect(twice?.expected?.contains("put back") == true)
    #expect(throws: FeatureStoreError.self) { try TimeZoneRule(parsing: "Mars/Base") }
  }

  @Test("write times of a group strictly increase, even where the clock stands still or goes back")
  func writeTimes() throws {
    try store.ingest(query("(1, '2026-01-01', 1, 'x', 1)"), into: group)
    try temporary.execute(
      "UPDATE feature_groups SET last_write_time = '2027-01-01T00:00:00.999Z'", in: "feature_store")
    try store.ingest(query("(1, '2026-01-01', 2, 'x', 1)"), into: group)
    #expect(
      try temporary.rows("SELECT max(write_time) FROM feature_store.sales") == [[.text("2027-01-01T00:00:01.000Z")]])
  }
}
