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
    #expect(changed.features.map(\.name) == ["id", "at", "price", "rain"])
    try store.put([("id", .integer(2)), ("at", .text("2026-01-01")), ("rain", .real(0.5))], into: group)
    #expect(
      try temporary.rows("SELECT id, price, rain FROM feature_store.sales__latest ORDER BY id") == [
        [.integer(1), .real(2), .null], [.integer(2), .null, .real(0.5)],
      ])
  }

  @Test("adding what is there changes nothing; with another type it is an error")
  func again() throws {
    #expect(try store.update("sales", FeatureStore.GroupChange(added: [Feature("price", .fractional)])) == group)
    let error = #expect(throws: FeatureStoreError.self) {
      try store.update("sales", FeatureStore.GroupChange(added: [Feature("PRICE", .string)]))
    }
    #expect(error?.code == "feature-type-changed")
    #expect(try store.existingGroup("sales") == group)
  }

  @Test("description, tags, time to live and source are set and taken away")
  func details() throws {
    var change = FeatureStore.GroupChange(
      summary: "Prices", tags: ["team": "demand", "tier": "1"], timeToLive: try TimeToLive(parsing: "36h"),
      source: "SELECT 1")
    let changed = try store.update("sales", change)
    #expect(changed.summary == "Prices")
    #expect(changed.tags == ["team": "demand", "tier": "1"])
    #expect(changed.timeToLive?.seconds == 129_600)
    #expect(changed.source == "SELECT 1")
    change = FeatureStore.GroupChange(removedTags: ["tier"], timeToLive: .some(nil))
    #expect(try store.update("sales", change).tags == ["team": "demand"])
    #expect(try store.existingGroup("sales").timeToLive == nil)
  }

  @Test("what a pipeline leaves open is no difference; what a definition says otherwise is, with its command")
  func openDetails() throws {
    try store.update("sales", FeatureStore.GroupChange(summary: "Prices", timeToLive: try TimeToLive(parsing: "1d")))
    #expect(try store.create(group, pipeline: nil) == false)
    let other = FeatureGroup(
      name: "sales", recordIdentifier: "id", eventTime: "at", features: group.features, summary: "It's other",
      tags: ["a": "b c"], timeToLive: try TimeToLive(parsing: "2d"))
    let error = #expect(throws: FeatureStoreError.self) { try store.create(other, pipeline: nil) }
    #expect(
      error?.remedy
        == "`stockroom features update sales --description 'It'\\''s other' --ttl 2d --tag 'a=b c'`, then again")
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
