import FeatureStore
import Fixtures
import Testing
import Warehouse

@Suite("What users changed in a pipeline's group")
struct PipelineCorrectionTests {
  static let first = "2026-01-01T00:00:00.000Z"
  let temporary: TemporaryWarehouse
  let group = FeatureGroup(
    name: "sales", recordIdentifier: "id", eventTime: "at",
    features: [Feature("id", .integral), Feature("at", .string), Feature("price", .fractional)])
  var store: FeatureStore { FeatureStore(temporary.warehouse) }

  init() throws {
    temporary = try TemporaryWarehouse()
    try loadRaw(["1,\(Self.first),2.5", "2,\(Self.first),7.5"])
    try store.provide(group, for: "daily")
    try fill("e-1")
  }

  private func setRaw(_ rows: [String]) throws {
    try temporary.execute("DROP TABLE raw.sales", in: "raw")
    try loadRaw(rows)
  }

  private func loadRaw(_ rows: [String]) throws {
    try temporary.load(
      "id,at,price\n" + rows.map { $0 + "\n" }.joined(), into: "raw.sales")
  }

  @discardableResult
  private func fill(_ execution: String) throws -> [Int] {
    try store.provide(group, for: "daily")
    let done = try store.ingest(into: group, from: [TableName(parsing: "raw.sales")], execution: execution)
    return [done.rowsWritten, done.correctionsKept, done.correctionsOverwritten]
  }

  private func correct(_ price: Double, more: [(name: String, value: SQLValue)] = []) throws {
    try store.put(
      [("id", .integer(1)), ("at", .text(Self.first)), ("price", .real(price))] + more, into: group)
  }

  private func history(_ record: Int = 1) throws -> [SQLValue] {
    try temporary.rows("SELECT price FROM feature_store.sales WHERE id = \(record) ORDER BY at, write_time").map {
      $0[0]
    }
  }

  @Test("a correction stays when the pipeline runs again, and when it brings new rows")
  func correctionStays() throws {
    try correct(99)
    #expect(try fill("e-2") == [0, 1, 0])
    try setRaw(["1,\(Self.first),2.5", "2,\(Self.first),7.5", "3,2026-01-02T00:00:00.000Z,1"])
    #expect(try fill("e-3") == [1, 1, 0])
    #expect(try history() == [.real(2.5), .real(99)])
    let ledger = try temporary.rows(
      "SELECT corrections_kept, corrections_overwritten FROM feature_store.feature_ingestions ORDER BY execution_id")
    #expect(ledger == [[.integer(0), .integer(0)], [.integer(1), .integer(0)], [.integer(1), .integer(0)]])
    // The batch of before says what it did then.
    #expect(try fill("e-2") == [0, 1, 0])
  }

  @Test("raw data that changed are newer than a correction; one that is made again stays again")
  func changedRawRow() throws {
    try correct(99)
    try setRaw(["1,\(Self.first),3.5", "2,\(Self.first),7.5"])
    #expect(try fill("e-2") == [1, 0, 1])
    try correct(98)
    #expect(try fill("e-3") == [0, 1, 0])
    #expect(try history() == [.real(2.5), .real(99), .real(3.5), .real(98)])
  }

  @Test("raw data that change and change back are written each time")
  func rawAlone() throws {
    for (number, price) in ["3.5", "2.5", "3.5"].enumerated() {
      try temporary.execute("UPDATE raw.sales SET price = \(price) WHERE id = 1", in: "raw")
      #expect(try fill("f-\(number)") == [1, 0, 0])
    }
    #expect(try history() == [.real(2.5), .real(3.5), .real(2.5), .real(3.5)])
  }

  @Test("raw data that come to what a user wrote change nothing")
  func agreeing() throws {
    try correct(99)
    try setRaw(["1,\(Self.first),99", "2,\(Self.first),7.5"])
    #expect(try fill("e-2") == [0, 0, 0])
  }

  @Test("a deletion stays, and goes when the raw row changes")
  func deletion() throws {
    try store.delete(record: "1", from: group, at: Self.first)
    #expect(try fill("e-2") == [0, 1, 0])
    #expect(try temporary.rows("SELECT id FROM feature_store.sales__latest") == [[.integer(2)]])
    try setRaw(["1,\(Self.first),3.5", "2,\(Self.first),7.5"])
    #expect(try fill("e-3") == [1, 0, 1])
    #expect(try temporary.rows("SELECT id FROM feature_store.sales__latest") == [[.integer(1)], [.integer(2)]])
  }

  @Test("what came from a file is a correction too")
  func fromFile() throws {
    let path = try temporary.directory.write("id,at,price\n1,\(Self.first),55\n", to: "corrected.csv")
    try store.ingest(.csv(path: path), into: group)
    #expect(try fill("e-2") == [0, 1, 0])
    #expect(try history() == [.real(2.5), .real(55)])
  }

  @Test("a feature that the pipeline does not give keeps its value, whether or not the raw row changes")
  func ownFeature() throws {
    try store.update("sales", FeatureStore.GroupChange(added: [Feature("mood", .string)]))
    try correct(2.5, more: [("mood", .text("glad"))])
    #expect(try fill("e-2") == [0, 0, 0])
    try setRaw(["1,\(Self.first),3.5", "2,\(Self.first),8.5"])
    #expect(try fill("e-3") == [2, 0, 0])
    #expect(
      try temporary.rows("SELECT id, price, mood FROM feature_store.sales__latest") == [
        [.integer(1), .real(3.5), .text("glad")], [.integer(2), .real(8.5), .null],
      ])
    try correct(77, more: [("mood", .text("sad"))])
    #expect(try fill("e-4") == [0, 1, 0])
  }

  @Test(
    "two rows of a batch for one record and time are a conflict beside a correction, in whatever order",
    arguments: [0, 1])
  func conflict(_ order: Int) throws {
    try correct(99)
    let rows = ["1,\(Self.first),2.5", "1,\(Self.first),99"]
    try setRaw(order == 0 ? rows : rows.reversed())
    #expect(throws: FeatureStoreError.self) { try fill("e-2") }
    try setRaw([rows[0], rows[0]])
    #expect(try fill("e-3") == [0, 1, 0])
  }

  @Test("a row that breaks a range is named by its record and time, with a remedy that exists")
  func badRow() throws {
    try store.update("sales", FeatureStore.GroupChange(ranges: ["price": ValueRange(maximum: 10)]))
    try setRaw(["1,\(Self.first),2.5", "2,\(Self.first),70"])
    let error = #expect(throws: FeatureStoreError.self) { try fill("e-2") }
    #expect(error?.subject == "feature group sales, record 2 at \(Self.first), column price")
    #expect(error?.remedy?.contains("`stockroom features update sales --range price=MIN..MAX`") == true)
    #expect(error?.remedy?.contains("--on-error") == false)
  }
}
