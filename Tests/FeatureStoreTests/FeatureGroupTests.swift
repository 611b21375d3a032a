import FeatureStore
import Fixtures
import Testing
import Warehouse

@Suite("A feature group")
struct FeatureGroupTests {
  let temporary: TemporaryWarehouse
  var store: FeatureStore { FeatureStore(temporary.warehouse) }

  init() throws { temporary = try TemporaryWarehouse() }

  private func group(
    _ name: String = "sales",
    _ features: [Feature] = [
      Feature("id", .integral), Feature("at", .string), Feature("price", .fractional), Feature("shop", .string),
    ], record: String = "id", event: String = "at"
  ) -> FeatureGroup {
    FeatureGroup(name: name, recordIdentifier: record, eventTime: event, features: features)
  }

  @Test("is a table of its features and a view of their latest state")
  func created() throws {
    try store.create(group(), pipeline: "p")
    let columns = try Catalog(temporary.warehouse).columns(of: TableName(.featureStore, "sales"))
    #expect(columns.map(\.name) == ["id", "at", "price", "shop", "write_time", "api_invocation_time", "is_deleted"])
    #expect(columns.map(\.type) == ["INTEGER", "TEXT", "REAL", "TEXT", "TEXT", "TEXT", "INTEGER"])
    #expect(try temporary.rows("SELECT count(*) FROM feature_store.sales__latest") == [[.integer(0)]])
    #expect(try store.existingGroup("sales") == group())
    #expect(try store.groupNames() == ["sales"])
  }

  @Test("can be created twice, which changes nothing")
  func twice() throws {
    try store.create(group(), pipeline: "p")
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    try store.create(group(), pipeline: "p")
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("cannot get other features under its name; the error says what differs and which command gives it up")
  func changed() throws {
    try store.create(group(), pipeline: "p")
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let features = [
      Feature("id", .integral), Feature("at", .string), Feature("price", .string), Feature("new", .integral),
    ]
    let error = #expect(throws: FeatureStoreError.self) { try store.create(group("sales", features), pipeline: "p") }
    #expect(error?.code == "feature-group-changed")
    #expect(
      error?.found
        == "price: type String instead of Fractional; new: new, Integral; shop: left out, String in the group")
    #expect(error?.remedy?.contains("`stockroom features delete sales --yes`") == true)
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("that is to get more features is refused with the exact command that adds them, which then works")
  func migrated() throws {
    try store.create(group(), pipeline: nil)
    let wanted = group("sales", [Feature("new one", .integral)] + group().features + [Feature("rain", .fractional)])
    let error = #expect(throws: FeatureStoreError.self) { try store.create(wanted, pipeline: nil) }
    #expect(
      error?.remedy
        == "`stockroom features update sales --add 'new one:Integral' --add rain:Fractional` changes the group to it")
    try store.update(
      "sales",
      FeatureStore.GroupChange(added: [Feature(parsing: "new one:Integral"), Feature(parsing: "rain:Fractional")]))
    #expect(try store.create(wanted, pipeline: nil) == false)
  }

  @Test("may have its features in any order, but not another record identifier or event time")
  func otherKeys() throws {
    try store.create(group(), pipeline: "p")
    #expect(try store.create(group("sales", group().features.reversed()), pipeline: "p") == false)
    for other in [group(record: "shop"), group(event: "shop")] {
      let error = #expect(throws: FeatureStoreError.self) { try store.create(other, pipeline: "p") }
      #expect(error?.code == "feature-group-changed")
      #expect(error?.found.contains("shop instead of") == true)
    }
  }

  @Test(
    "has a plain name that the store does not need itself",
    arguments: [
      "", "a-b", "feature_groups", "Feature_Groups", "feature_definitions", "sqlite_x", "sales__latest", "a b", "1a",
    ])
  func badName(name: String) throws {
    let error = #expect(throws: FeatureStoreError.self) { try store.create(group(name), pipeline: nil) }
    #expect(error?.code == "feature-name")
    #expect(try store.groupNames().isEmpty)
  }

  @Test("has a name that no other group has in other letters")
  func otherLetters() throws {
    try store.create(group(), pipeline: nil)
    let error = #expect(throws: FeatureStoreError.self) { try store.create(group("Sales"), pipeline: nil) }
    #expect(error?.code == "feature-name")
    #expect(error?.found.contains("there is a group sales") == true)
  }

  @Test(
    "a bad name is mended where it stands",
    arguments: [
      (DefinitionOrigin.file("f.yml"), "change feature_group in f.yml", "rename the feature in f.yml"),
      (.query, "choose another name for the group", "rename the column with AS in the query"),
      (.pipeline("p"), "feature_group in pipeline.yml", "AS in features.sql"),
      (.options, "choose another name for the group", "choose another name for the feature"),
    ])
  func nameRemedies(origin: DefinitionOrigin, ofGroup: String, ofFeature: String) throws {
    let badGroup = #expect(throws: FeatureStoreError.self) {
      try store.create(group("a-b"), pipeline: nil, from: origin)
    }
    #expect(badGroup?.remedy?.contains(ofGroup) == true)
    let bad = group("sales", group().features + [Feature("write_time", .string)])
    let badFeature = #expect(throws: FeatureStoreError.self) { try store.create(bad, pipeline: nil, from: origin) }
    #expect(badFeature?.remedy?.contains(ofFeature) == true)
    #expect(badFeature?.found == "\"write_time\" (kept for the store itself)")
  }

  @Test("has no feature that the store keeps itself", arguments: ["write_time", "Is_Deleted", "api_invocation_time"])
  func reservedFeature(name: String) throws {
    let features = group().features + [Feature(name, .string)]
    let error = #expect(throws: FeatureStoreError.self) { try store.create(group("sales", features), pipeline: nil) }
    #expect(error?.code == "feature-name")
    #expect(error?.subject.contains(name) == true)
  }

  @Test("has its record identifier and its event time among its features")
  func missingKeys() throws {
    #expect(throws: FeatureStoreError.self) { try store.create(group(record: "nope"), pipeline: nil) }
    #expect(throws: FeatureStoreError.self) { try store.create(group(event: "nope"), pipeline: nil) }
    #expect(try store.groupNames().isEmpty)
  }

  @Test("has a whole number or text as identifier, and text as event time")
  func keyTypes() throws {
    for other in [group(record: "price"), group(event: "id"), group(record: "at")] {
      let error = #expect(throws: FeatureStoreError.self) { try store.create(other, pipeline: nil) }
      #expect(error?.code == "feature-group-keys")
    }
    let number = [Feature("id", .integral), Feature("at", .integral)]
    #expect(throws: FeatureStoreError.self) { try store.create(group("sales", number), pipeline: nil) }
  }

  @Test("has no feature twice, not even in other letters")
  func duplicates() throws {
    let features = group().features + [Feature("PRICE", .fractional)]
    let error = #expect(throws: FeatureStoreError.self) { try store.create(group("sales", features), pipeline: nil) }
    #expect(error?.code == "feature-name")
  }

  @Test("that does not exist is an error that lists those that do")
  func unknown() throws {
    let none = #expect(throws: FeatureStoreError.self) { _ = try store.existingGroup("sails") }
    #expect(none?.remedy?.contains("features create") == true)
    try store.create(group(), pipeline: nil)
    let error = #expect(throws: FeatureStoreError.self) { _ = try store.existingGroup("sails") }
    #expect(error?.code == "unknown-feature-group")
    #expect(error?.expected == "one of sales")
  }
}
