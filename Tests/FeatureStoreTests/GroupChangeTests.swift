import FeatureStore
import Fixtures
import Testing
import Warehouse

@Suite("Changes of a feature group")
struct GroupChangeTests {
  let temporary: TemporaryWarehouse
  let group = FeatureGroup(
    name: "sales", recordIdentifier: "id", eventTime: "at",
    features: [Feature("id", .integral), Feature("at", .string), Feature("price", .fractional)])
  var store: FeatureStore { FeatureStore(temporary.warehouse) }

  init() throws {
    temporary = try TemporaryWarehouse()
    try store.create(group, pipeline: nil)
    try store.put(
      [("id", .integer(1)), ("at", .text("2026-01-01")), ("price", .real(2))], into: group)
  }

  @Test("a feature that is added is NULL in the records that exist, and can be filled from then on")
  func added() throws {
    let changed = try store.update("sales", FeatureStore.GroupChange(added: [Feature("rain", .fractional)]))
    #expect(changed.group.features.map(\.name) == ["id", "at", "price", "rain"])
    #expect(changed.group == (try store.existingGroup("sales")))
    #expect(changed.changes == ["rain: new, Fractional"])
    try store.put([("id", .integer(2)), ("at", .text("2026-01-01")), ("rain", .real(0.5))], into: group)
    #expect(
      try temporary.rows("SELECT id, price, rain FROM feature_store.sales__latest ORDER BY id") == [
        [.integer(1), .real(2), .null], [.integer(2), .null, .real(0.5)],
      ])
  }

  @Test("adding what is there changes nothing, and says so; with another type it is an error")
  func again() throws {
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let update = try store.update(
      "sales", FeatureStore.GroupChange(added: [Feature("price", .fractional)], removedTags: ["tier"]))
    #expect(update.changes.isEmpty)
    #expect(update.notes == ["there is no tag tier to take away"])
    #expect(update.group == group)
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
    let error = #expect(throws: FeatureStoreError.self) {
      try store.update("sales", FeatureStore.GroupChange(added: [Feature("PRICE", .string)]))
    }
    #expect(error?.code == "feature-type-changed")
    #expect(try store.existingGroup("sales") == group)
  }

  @Test("description, tags, time to live and source are set and taken away, and each change is told")
  func details() throws {
    let source = "SELECT 1 AS id, '2026-01-01' AS at, 2.5 AS price"
    let set = FeatureStore.GroupChange(
      summary: "Prices", tags: ["team": "demand", "tier": "1"], timeToLive: try TimeToLive(parsing: "36h"),
      source: source)
    let first = try store.update("sales", set)
    #expect(first.group.summary == "Prices")
    #expect(first.group.tags == ["team": "demand", "tier": "1"])
    #expect(first.group.timeToLive?.seconds == 129_600)
    #expect(first.group.source == source)
    #expect(
      first.changes == [
        "description \"Prices\" instead of none", "time to live 36h instead of none",
        "tag team \"demand\" instead of none", "tag tier \"1\" instead of none",
        "source query \"\(source)\" instead of none",
      ])
    let unset = FeatureStore.GroupChange(
      summary: .some(nil), removedTags: ["tier", "team"], timeToLive: .some(nil), source: .some(nil))
    #expect(try store.update("sales", unset).changes.count == 5)
    #expect(try store.existingGroup("sales") == group)
  }

  @Test("descriptions and ranges of features are changed, and features are made required or optional")
  func featureDetails() throws {
    let update = try store.update(
      "sales",
      FeatureStore.GroupChange(
        meanings: ["price": "without tax"], ranges: ["PRICE": ValueRange(minimum: -0.5)], requirements: ["price": true])
    )
    #expect(
      update.changes == [
        "price: description \"without tax\" instead of none", "price: minimum -0.5 instead of none",
        "price: required instead of optional",
      ])
    #expect(
      try store.existingGroup("sales").feature("price")
        == Feature("price", .fractional, meaning: "without tax", minimum: -0.5, isRequired: true))
    #expect(throws: FeatureStoreError.self) {
      try store.put([("id", .integer(2)), ("at", .text("2026-01-01")), ("price", .real(-1))], into: group)
    }
    let error = #expect(throws: FeatureStoreError.self) {
      try store.update("sales", FeatureStore.GroupChange(ranges: ["prise": ValueRange()]))
    }
    #expect(error?.code == "unknown-feature")
  }

  @Test("a range reads as it is written", arguments: ["..", "0..", "..100", "-5..60.5", "1e+300.."])
  func ranges(text: String) throws {
    #expect(try ValueRange(parsing: text).description == text)
  }

  @Test("what is no range is an error", arguments: ["", "5", "a..b", "1..2..3", "nan..", "1-2"])
  func badRanges(text: String) {
    #expect(throws: FeatureStoreError.self) { try ValueRange(parsing: text) }
  }

  @Test("a deleted group is gone with its table, and its name is free")
  func deleted() throws {
    try store.delete("sales")
    #expect(try store.groupNames().isEmpty)
    #expect(try !Catalog(temporary.warehouse).contains(TableName(.featureStore, "sales")))
    #expect(try !Catalog(temporary.warehouse).contains(TableName(.featureStore, "sales__latest")))
    #expect(try store.create(group, pipeline: nil))
  }

  @Test("a time to live reads as it is written", arguments: ["1s", "90m", "36h", "30d"])
  func timesToLive(text: String) throws {
    #expect(try TimeToLive(parsing: text).description == text)
  }

  @Test(
    "what is no time to live is an error", arguments: ["", "d", "0d", "-1h", "1w", "1.5h", "99999999999999999999d"])
  func badTimesToLive(text: String) {
    #expect(throws: FeatureStoreError.self) { try TimeToLive(parsing: text) }
  }
}
