import FeatureStore
import Fixtures
import Testing
import Warehouse

@Suite("A definition file")
struct GroupFileTests {
  private let text = """
    feature_group: store_weather
    description: The weather at each store
    record_identifier: store_id
    event_time: observed_at
    ttl: 30d
    tags: { team: demand }
    source: SELECT store_id, observed_at, max_temp_c FROM weather.observations
    features:
      store_id: Integral
      observed_at: String
      max_temp_c: { type: Fractional, minimum: -60, maximum: 60.5, required: true, description: in the shade }
    """

  @Test("says all of a group, features in their order")
  func read() throws {
    let group = try GroupFile(text: text, origin: "weather.yml").group
    let month = try TimeToLive(parsing: "30d")
    #expect(
      group
        == FeatureGroup(
          name: "store_weather", recordIdentifier: "store_id", eventTime: "observed_at",
          features: [
            Feature("store_id", .integral), Feature("observed_at", .string),
            Feature(
              "max_temp_c", .fractional, meaning: "in the shade", minimum: -60, maximum: 60.5, isRequired: true),
          ], summary: "The weather at each store", tags: ["team": "demand"], timeToLive: month,
          source: "SELECT store_id, observed_at, max_temp_c FROM weather.observations"))
  }

  @Test(
    "may say that there is none of something, and begin with the mark of its byte order",
    arguments: ["", " ~", " null", " \"\""])
  func none(nothing: String) throws {
    let bare = text.split(separator: "\n").map { line in
      for key in ["description", "ttl", "tags", "source"] where line.hasPrefix("\(key):") { return "\(key):\(nothing)" }
      return String(line)
    }.joined(separator: "\n").replacing(
      "minimum: -60, maximum: 60.5, required: true, description: in the shade",
      with: "minimum: ~, maximum: ~, required: ~, description:\(nothing.isEmpty ? " ~" : nothing)")
    let group = try GroupFile(text: "\u{FEFF}" + bare, origin: "weather.yml").group
    #expect(
      group
        == FeatureGroup(
          name: "store_weather", recordIdentifier: "store_id", eventTime: "observed_at",
          features: [
            Feature("store_id", .integral), Feature("observed_at", .string), Feature("max_temp_c", .fractional),
          ]))
    #expect(
      try GroupFile(text: text.replacing("The weather at each store", with: "'~'"), origin: "").group.summary == "~")
  }

  @Test("makes a group that is read back as it was written")
  func stored() throws {
    let temporary = try TemporaryWarehouse()
    try temporary.load("store_id,observed_at,max_temp_c\n1,2026-01-01,30\n", into: "weather.observations")
    let group = try GroupFile(text: text, origin: "weather.yml").group
    try FeatureStore(temporary.warehouse).create(group, pipeline: nil)
    #expect(try FeatureStore(temporary.warehouse).existingGroup("store_weather") == group)
  }

  @Test(
    "is refused with the key that is wrong",
    arguments: [
      ("ttl: 30d", "ttl: soon", "weather.yml, key ttl"),
      ("store_id: Integral", "store_id: Whole", "features.store_id.type"),
      ("minimum: -60", "minimum: cold", "features.max_temp_c.minimum"), ("tags:", "labels:", "labels"),
      ("required: true", "required: maybe", "features.max_temp_c.required"),
      ("event_time: observed_at\n", "", "event_time"), ("type: Fractional", "kind: Fractional", "features.max_temp_c"),
    ])
  func wrong(old: String, new: String, key: String) {
    let error = #expect(throws: FeatureStoreError.self) {
      try GroupFile(text: text.replacing(old, with: new), origin: "weather.yml")
    }
    #expect(error?.subject.contains(key) == true)
  }

  @Test("that is no YAML, or is missing, is an error that names it")
  func unreadable() {
    for text in ["a: [", "- a\n- b", ""] {
      let error = #expect(throws: FeatureStoreError.self) { try GroupFile(text: text, origin: "weather.yml") }
      #expect(error?.subject.contains("weather.yml") == true)
    }
    #expect(throws: FeatureStoreError.self) { try GroupFile(path: "/no/such/file.yml") }
  }

  @Test("a query's columns make features with the types of their values")
  func fromQuery() throws {
    let temporary = try TemporaryWarehouse()
    let store = FeatureStore(temporary.warehouse)
    let sql = "SELECT 1 AS a, 2.5 AS b, 'x' AS c UNION ALL SELECT NULL, 3, NULL"
    #expect(
      try store.features(ofQuery: sql) == [Feature("a", .integral), Feature("b", .fractional), Feature("c", .string)])
    for bad in ["SELECT 1 AS a UNION ALL SELECT 'x'", "SELECT NULL AS a", "SELECT 1 AS a WHERE 0", "SELECT x'00' AS a"]
    {
      let error = #expect(throws: FeatureStoreError.self) { try store.features(ofQuery: bad) }
      #expect(error?.code == "feature-type")
    }
  }
}
