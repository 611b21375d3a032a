import FeatureStore
import Fixtures
import Testing
import Warehouse

@Suite("A group that a pipeline fills")
struct PipelineGroupTests {
  let temporary: TemporaryWarehouse
  let group = FeatureGroup(
    name: "sales", recordIdentifier: "id", eventTime: "at",
    features: [Feature("id", .integral), Feature("at", .string), Feature("price", .fractional)])
  var store: FeatureStore { FeatureStore(temporary.warehouse) }

  init() throws {
    temporary = try TemporaryWarehouse()
    try temporary.load("id,at,price\n1,2026-01-01T00:00:00.000Z,2.5\n", into: "raw.sales")
    #expect(try store.provide(group, for: "daily"))
  }

  @discardableResult
  private func fill(_ execution: String = "e-1") throws -> FeatureStore.Ingestion {
    #expect(try store.provide(group, for: "daily") == false)
    return try store.ingest(into: group, from: [TableName(parsing: "raw.sales")], execution: execution)
  }

  @Test("may get descriptions, ranges, tags, a time to live and further features from its users, which are NULL")
  func additions() throws {
    let update = try store.update(
      "sales",
      FeatureStore.GroupChange(
        added: [Feature("mood", .string)], meanings: ["price": "without tax"],
        ranges: ["price": ValueRange(minimum: 0)],
        summary: "Sales", tags: ["team": "demand"], timeToLive: try TimeToLive(parsing: "30d")))
    #expect(update.notes.count == 1)
    #expect(update.notes[0].contains("pipeline daily fills the group: mood is NULL"))
    #expect(try fill().rowsWritten == 1)
    #expect(
      try temporary.rows("SELECT id, price, mood FROM feature_store.sales") == [[.integer(1), .real(2.5), .null]])
    #expect(try store.existingGroup("sales").tags == ["team": "demand"])
    #expect(try fill("e-2").rowsWritten == 0)
  }

  @Test("keeps the ranges that its users gave")
  func ranges() throws {
    try store.update("sales", FeatureStore.GroupChange(ranges: ["price": ValueRange(minimum: 3)]))
    let error = #expect(throws: FeatureStoreError.self) { try fill() }
    #expect(error?.code == "bad-record")
  }

  @Test("is refused to a pipeline that gives a feature no longer, gives a new one, or another type")
  func changed() throws {
    func refusal(_ features: [Feature]) -> FeatureStoreError? {
      #expect(throws: FeatureStoreError.self) {
        try store.provide(
          FeatureGroup(name: "sales", recordIdentifier: "id", eventTime: "at", features: features), for: "daily")
      }
    }
    let keys = Array(group.features.prefix(2))
    let dropped = refusal(keys)
    #expect(dropped?.found == "price: left out, Fractional in the group")
    #expect(dropped?.remedy?.contains("give price in features.sql again") == true)
    #expect(dropped?.remedy?.contains("feature_group in pipeline.yml") == true)
    #expect(refusal(keys + [Feature("price", .string)])?.found == "price: type String instead of Fractional")
    let wider = refusal(group.features + [Feature("rain", .fractional)])
    #expect(
      wider?.remedy == "`stockroom features update sales --add rain:Fractional`, then run the pipeline again")
    try store.update("sales", FeatureStore.GroupChange(added: [Feature("rain", .fractional)]))
    #expect(
      try store.provide(
        FeatureGroup(
          name: "sales", recordIdentifier: "id", eventTime: "at",
          features: group.features + [Feature("rain", .fractional)]), for: "daily") == false)
  }

  @Test("gets no required feature before the pipeline gives it")
  func required() throws {
    let error = #expect(throws: FeatureStoreError.self) {
      try store.update("sales", FeatureStore.GroupChange(added: [Feature("mood", .string, isRequired: true)]))
    }
    #expect(error?.code == "required-feature")
    #expect(error?.expected?.contains("pipeline daily") == true)
    try store.update("sales", FeatureStore.GroupChange(added: [Feature("mood", .string)]))
    try store.update("sales", FeatureStore.GroupChange(requirements: ["mood": true]))
    let missing = #expect(throws: FeatureStoreError.self) { try fill() }
    #expect(missing?.code == "missing-feature")
    #expect(missing?.remedy?.contains("`stockroom features update sales --optional mood`") == true)
    try store.update("sales", FeatureStore.GroupChange(requirements: ["mood": false]))
    #expect(try fill().rowsWritten == 1)
  }

  @Test("that a user made first may have features which the pipeline does not give")
  func madeByUser() throws {
    try store.delete("sales")
    let own = FeatureGroup(
      name: "sales", recordIdentifier: "id", eventTime: "at", features: group.features + [Feature("mood", .string)])
    try store.create(own, pipeline: nil)
    #expect(try fill().rowsWritten == 1)
  }

  @Test("is no longer the same for a definition that lacks what users added")
  func strict() throws {
    try store.update("sales", FeatureStore.GroupChange(tags: ["team": "demand"]))
    #expect(throws: FeatureStoreError.self) { try store.create(group, pipeline: nil) }
  }
}
