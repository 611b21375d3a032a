import FeatureStore
import Fixtures
import Testing
import Warehouse

@Suite("The source query of a group")
struct GroupSourceTests {
  let temporary: TemporaryWarehouse
  var store: FeatureStore { FeatureStore(temporary.warehouse) }

  init() throws {
    temporary = try TemporaryWarehouse()
    try temporary.load("id,at,price\n1,2026-01-01,2.5\n", into: "raw.prices")
  }

  private func group(_ source: String?) -> FeatureGroup {
    FeatureGroup(
      name: "sales", recordIdentifier: "id", eventTime: "at",
      features: [Feature("id", .integral), Feature("at", .string), Feature("price", .fractional)], source: source)
  }

  static let bad = [
    ("SELECT * FROM raw.missing", "no such table: raw.missing", "load the table first"),
    ("SELECT * FROM nowhere.prices", "no such table: nowhere.prices", "load the table first"),
    ("SELEC 1", "near \"SELEC\": syntax error", "correct the SQL"),
    ("SELECT at, price FROM raw.prices", "none for id", "every record its id"),
    ("SELECT id, price FROM raw.prices", "none for at", "every record its at"),
    ("SELECT id, at FROM raw.prices", "none for price", "NULL AS \"price\""),
    ("SELECT *, 1 AS rain FROM raw.prices", "the column rain", "take rain out of the query"),
    ("SELECT *, 1 AS id FROM raw.prices", "the column id twice", "take one of the columns out"),
    ("SELECT * FROM raw.prices WHERE id > :id", "none", "write the value into the query"),
    ("DELETE FROM raw.prices", "", ""),
  ]

  @Test("is checked when it is set, and a bad one leaves things as they were", arguments: bad)
  func refused(sql: String, found: String, remedy: String) throws {
    let first = try #require(throws: (any Error).self) { try store.create(group(sql), pipeline: nil) }
    #expect("\(first)".contains("source query of feature group sales"))
    #expect("\(first)".contains(found))
    #expect("\(first)".contains(remedy))
    #expect(try store.groupNames().isEmpty)
    try store.create(group(nil), pipeline: nil)
    let second = try #require(throws: (any Error).self) {
      try store.update("sales", FeatureStore.GroupChange(source: sql))
    }
    #expect("\(second)".contains(found))
    #expect(try store.existingGroup("sales").source == nil)
  }

  @Test("of a table that is not there yet can be set once it is")
  func later() throws {
    let wanted = group("SELECT * FROM raw.later")
    let error = #expect(throws: FeatureStoreError.self) {
      try store.create(wanted, pipeline: nil, from: .file("s.yml"))
    }
    #expect(error?.code == "group-source")
    #expect(error?.remedy?.contains("leave the source out of s.yml") == true)
    try store.create(group(nil), pipeline: nil)
    try temporary.load("id,at,price\n1,2026-01-01,2.5\n", into: "raw.later")
    try store.update("sales", FeatureStore.GroupChange(source: "SELECT * FROM raw.later"))
    #expect(try store.ingest(.ownSource, into: group(nil)).rowsWritten == 1)
    #expect(
      try temporary.rows("SELECT source FROM feature_store.feature_ingestions") == [
        [.text("source query of feature group sales")]
      ])
  }

  @Test("that lacks a feature which was added is told of at once, and names its remedy when it is run")
  func outgrown() throws {
    try store.create(group("SELECT * FROM raw.prices"), pipeline: nil)
    let update = try store.update("sales", FeatureStore.GroupChange(added: [Feature("rain", .fractional)]))
    #expect(update.notes.count == 1)
    #expect(update.notes[0].contains("gives no rain") && update.notes[0].contains("features update sales --source SQL"))
    let error = #expect(throws: FeatureStoreError.self) { try store.ingest(.ownSource, into: group(nil)) }
    #expect(error?.code == "missing-feature")
    #expect(error?.remedy?.contains("`stockroom features update sales --source SQL`") == true)
    try store.update("sales", FeatureStore.GroupChange(source: "SELECT *, 0.5 AS rain FROM raw.prices"))
    #expect(try store.ingest(.ownSource, into: group(nil)).rowsWritten == 1)
  }

  @Test("that is not there names what gives one")
  func none() throws {
    try store.create(group(nil), pipeline: nil)
    let error = #expect(throws: FeatureStoreError.self) { try store.ingest(.ownSource, into: group(nil)) }
    #expect(error?.code == "no-source")
  }

  @Test("whose table has gone keeps no other change of the group back")
  func gone() throws {
    try store.create(group("SELECT * FROM raw.prices"), pipeline: nil)
    try temporary.execute("DROP TABLE raw.prices", in: "raw")
    #expect(try store.update("sales", FeatureStore.GroupChange(summary: "Prices")).changes.count == 1)
    #expect(
      try store.update("sales", FeatureStore.GroupChange(added: [Feature("rain", .fractional)])).changes.count == 1)
  }
}
