import FeatureStore
import Fixtures
import Testing
import Warehouse

@Suite("Records of a feature group")
struct FeatureIngestionTests {
  let temporary: TemporaryWarehouse
  let group = FeatureGroup(
    name: "sales", recordIdentifier: "id", eventTime: "at",
    features: [
      Feature("id", .integral), Feature("at", .string), Feature("price", .fractional), Feature("shop", .string),
    ])
  var store: FeatureStore { FeatureStore(temporary.warehouse) }

  init() throws {
    temporary = try TemporaryWarehouse()
    try store.create(group, pipeline: nil)
    try temporary.load(
      """
      at,id,price,shop,unused
      2026-01-01T00:00:00.000Z,1,2.5,a,9
      2026-01-01T00:00:00.000Z,2,,,9
      2026-01-02T00:00:00.000Z,3,0.5,"",9

      """, into: "raw.batch")
  }

  @discardableResult
  private func ingest(_ execution: String) throws -> FeatureStore.Ingestion {
    try store.ingest(into: group, from: [TableName(parsing: "raw.batch")], execution: execution)
  }

  /// Rows read and rows written.
  private func counts(_ ingestion: FeatureStore.Ingestion) -> [Int] { [ingestion.rowsRead, ingestion.rowsWritten] }

  private let latest = "SELECT id, at, price, shop FROM feature_store.sales__latest ORDER BY id"

  @Test("are the rows of a table, columns found by name, NULL and empty text kept apart")
  func first() throws {
    #expect(try counts(ingest("e-1")) == [3, 3])
    let day = SQLValue.text("2026-01-01T00:00:00.000Z")
    #expect(
      try temporary.rows(latest) == [
        [.integer(1), day, .real(2.5), .text("a")], [.integer(2), day, .null, .null],
        [.integer(3), .text("2026-01-02T00:00:00.000Z"), .real(0.5), .text("")],
      ])
    #expect(
      try temporary.rows("SELECT DISTINCT is_deleted, write_time = api_invocation_time FROM feature_store.sales") == [
        [.integer(0), .integer(1)]
      ])
  }

  @Test("an exact repeat of a batch writes nothing, NULL or not")
  func repeated() throws {
    try ingest("e-1")
    let before = try temporary.rows("SELECT * FROM feature_store.sales")
    #expect(try counts(ingest("e-2")) == [3, 0])
    #expect(try temporary.rows("SELECT * FROM feature_store.sales") == before)
  }

  @Test("the same execution again finds its batch, even where the source has changed since")
  func sameExecution() throws {
    try ingest("e-1")
    try temporary.execute("UPDATE raw.batch SET price = 99", in: "raw")
    #expect(try counts(ingest("e-1")) == [3, 3])
    #expect(try temporary.rows("SELECT count(*) FROM feature_store.sales") == [[.integer(3)]])
  }

  @Test("a changed record is appended; the older state stays, and the latest view shows the new one")
  func changed() throws {
    try ingest("e-1")
    try temporary.execute("UPDATE raw.batch SET price = 3 WHERE id = 1", in: "raw")
    #expect(try counts(ingest("e-2")) == [3, 1])
    #expect(
      try temporary.rows("SELECT price FROM feature_store.sales WHERE id = 1 ORDER BY write_time") == [
        [.real(2.5)], [.real(3)],
      ])
    #expect(try temporary.rows("SELECT price FROM feature_store.sales__latest WHERE id = 1") == [[.real(3)]])
  }

  @Test("a value that becomes NULL, and NULL that becomes a value, are changes")
  func nullChanges() throws {
    try ingest("e-1")
    try temporary.execute("UPDATE raw.batch SET price = iif(id = 1, NULL, 7) WHERE id < 3", in: "raw")
    #expect(try ingest("e-2").rowsWritten == 2)
    #expect(
      try temporary.rows("SELECT price FROM feature_store.sales__latest ORDER BY id") == [
        [.null], [.real(7)], [.real(0.5)],
      ])
  }

  @Test("a value that goes back to an older one is a change too")
  func backAgain() throws {
    try ingest("e-1")
    for (execution, price) in [("e-2", 3.0), ("e-3", 2.5)] {
      try temporary.execute("UPDATE raw.batch SET price = \(price) WHERE id = 1", in: "raw")
      #expect(try ingest(execution).rowsWritten == 1)
    }
    #expect(try temporary.rows("SELECT price FROM feature_store.sales__latest WHERE id = 1") == [[.real(2.5)]])
    #expect(try temporary.rows("SELECT count(*) FROM feature_store.sales WHERE id = 1") == [[.integer(3)]])
  }

  @Test("a record of a later event time is the latest state, a late one of an earlier time is not")
  func eventTimes() throws {
    try ingest("e-1")
    try temporary.execute(
      "UPDATE raw.batch SET at = iif(id = 1, '2026-03-01T00:00:00.000Z', '2025-12-01T00:00:00.000Z'), price = 8",
      in: "raw")
    #expect(try ingest("e-2").rowsWritten == 3)
    #expect(
      try temporary.rows("SELECT price FROM feature_store.sales__latest ORDER BY id") == [
        [.real(8)], [.null], [.real(0.5)],
      ])
  }

  @Test("a deleted record leaves the latest view, and comes back when it is written again")
  func deleted() throws {
    try ingest("e-1")
    try temporary.execute(
      """
      INSERT INTO feature_store.sales
      SELECT id, at, price, shop, '2026-06-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z', 1
      FROM feature_store.sales WHERE id = 1
      """, in: "feature_store")
    #expect(try temporary.rows("SELECT count(*) FROM feature_store.sales__latest WHERE id = 1") == [[.integer(0)]])
  }

  @Test(
    "an event time that is no time, or has no zone, is refused with the whole batch",
    arguments: [
      "2026-01-01 00:00:00.000", "2026-02-30T00:00:00.000Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00+25:00", "now",
      "", "2026-1-1", "2026-01-01T00:00:00ZZ", "2026-01-01T00:00:61Z",
    ])
  func badEventTime(text: String) throws {
    try temporary.execute("UPDATE raw.batch SET at = '\(text)' WHERE id = 3", in: "raw")
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let error = #expect(throws: FeatureStoreError.self) { try ingest("e-1") }
    #expect(error?.code == "bad-record")
    #expect(error?.subject == "feature group sales, record 3 at \(text), column at")
    #expect(error?.found == "\"\(text)\"")
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test(
    "an event time in another form becomes UTC text of 24 characters",
    arguments: [
      ("2026-01-05", "2026-01-05T00:00:00.000Z"), ("2026-01-05T07:00:00+07:00", "2026-01-05T00:00:00.000Z"),
      ("2026-01-05 07:00:00.5 -0330", "2026-01-05T10:30:00.500Z"), ("2026-01-05T01:02Z", "2026-01-05T01:02:00.000Z"),
      ("2026-01-05T01:02:03.0041Z", "2026-01-05T01:02:03.005Z"),
      ("2026-12-31T23:59:59.9999Z", "2027-01-01T00:00:00.000Z"),
      ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"), ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
    ])
  func eventTimeForms(text: String, stored: String) throws {
    try temporary.execute("UPDATE raw.batch SET at = '\(text)' WHERE id = 3", in: "raw")
    try ingest("e-1")
    #expect(try temporary.rows("SELECT at FROM feature_store.sales WHERE id = 3") == [[.text(stored)]])
  }

  @Test("several tables are one batch")
  func severalTables() throws {
    try temporary.load("id,at,price,shop\n4,2026-01-05T00:00:00.000Z,1.5,b\n", into: "raw.more")
    let tables = try ["raw.batch", "raw.more"].map { try TableName(parsing: $0) }
    #expect(try store.ingest(into: group, from: tables, execution: "e-1").rowsWritten == 4)
  }

  @Test("the ledger tells of every batch")
  func ledger() throws {
    try ingest("e-1")
    try ingest("e-2")
    #expect(
      try temporary.rows(
        "SELECT execution_id, rows_read, rows_written FROM feature_store.feature_ingestions ORDER BY 1") == [
          [.text("e-1"), .integer(3), .integer(3)], [.text("e-2"), .integer(3), .integer(0)],
        ])
  }
}
