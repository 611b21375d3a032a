import FeatureStore
import Fixtures
import Testing
import Warehouse

@Suite("A definition that differs from the group's")
struct GroupDefinitionTests {
  let temporary: TemporaryWarehouse
  private static let source = "SELECT 1 AS id, '2026-01-01' AS at, 20.5 AS wind"
  private static let features = [Feature("id", .integral), Feature("at", .string)]
  private static let known = definition()
  var store: FeatureStore { FeatureStore(temporary.warehouse) }

  init() throws {
    temporary = try TemporaryWarehouse()
    try store.create(Self.known, pipeline: nil)
  }

  private static func definition(
    wind: Feature = Feature("wind", .fractional, meaning: "at noon", minimum: -5, maximum: 60), _ more: [Feature] = [],
    summary: String? = "Weather", tags: [String: String] = ["team": "demand"], ttl: Int64? = 86_400,
    source: String? = source
  ) -> FeatureGroup {
    FeatureGroup(
      name: "weather", recordIdentifier: "id", eventTime: "at", features: features + [wind] + more, summary: summary,
      tags: tags, timeToLive: ttl.flatMap(TimeToLive.init(seconds:)), source: source)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let wanted: FeatureGroup
    let text: String
    let options: String
    var testDescription: String { text }
  }

  private static func wind(
    _ meaning: String? = "at noon", _ minimum: Double? = -5, _ maximum: Double? = 60, isRequired: Bool = false
  ) -> Feature {
    Feature("wind", .fractional, meaning: meaning, minimum: minimum, maximum: maximum, isRequired: isRequired)
  }

  static let cases = [
    Case(
      wanted: definition(wind: wind("at noon", 0)), text: "wind: minimum 0 instead of -5", options: "--range wind=0..60"
    ),
    Case(
      wanted: definition(wind: wind("at noon", nil, 70.5)),
      text: "wind: minimum none instead of -5, maximum 70.5 instead of 60", options: "--range wind=..70.5"),
    Case(
      wanted: definition(wind: wind(nil)), text: "wind: description none instead of \"at noon\"",
      options: "--describe wind="),
    Case(
      wanted: definition(wind: wind("it's = gusts")), text: "wind: description \"it's = gusts\" instead of \"at noon\"",
      options: "--describe 'wind=it'\\''s = gusts'"),
    Case(
      wanted: definition(wind: wind(isRequired: true)), text: "wind: required instead of optional",
      options: "--require wind"),
    Case(
      wanted: definition([Feature("rain", .fractional, meaning: "mm", minimum: 0)], source: nil),
      text: "rain: new, Fractional, minimum 0; source query none instead of \"\(source)\"",
      options: "--add rain:Fractional --range rain=0.. --describe rain=mm --no-source"),
    Case(
      wanted: definition(summary: nil), text: "description none instead of \"Weather\"", options: "--no-description"),
    Case(
      wanted: definition(summary: "-5 degrees"), text: "description \"-5 degrees\" instead of \"Weather\"",
      options: "--description='-5 degrees'"),
    Case(wanted: definition(ttl: nil), text: "time to live none instead of 1d", options: "--ttl none"),
    Case(wanted: definition(ttl: 7200), text: "time to live 2h instead of 1d", options: "--ttl 2h"),
    Case(wanted: definition(tags: [:]), text: "tag team none instead of \"demand\"", options: "--untag team"),
    Case(
      wanted: definition(tags: ["team": "ops", "on call": "x"]),
      text: "tag on call \"x\" instead of none; tag team \"ops\" instead of \"demand\"",
      options: "--tag 'on call=x' --tag team=ops"),
    Case(wanted: definition(source: nil), text: "source query none instead of \"\(source)\"", options: "--no-source"),
    Case(
      wanted: definition(source: source + " LIMIT 1"),
      text: "source query \"\(source) LIMIT 1\" instead of \"\(source)\"",
      options: "--source 'SELECT 1 AS id, '\\''2026-01-01'\\'' AS at, 20.5 AS wind LIMIT 1'"),
  ]

  @Test(
    "in anything is refused with the difference and its command, and the group can be brought to it", arguments: cases)
  func refused(difference: Case) throws {
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let error = #expect(throws: FeatureStoreError.self) { try store.create(difference.wanted, pipeline: nil) }
    #expect(error?.code == "feature-group-changed")
    #expect(error?.found == difference.text)
    #expect(
      error?.remedy == "`stockroom features update weather \(difference.options)` changes the group to it")
    let fromFile = #expect(throws: FeatureStoreError.self) {
      try store.create(difference.wanted, pipeline: nil, from: .file("new weather.yml", options: ["--ttl", "2d"]))
    }
    #expect(
      fromFile?.remedy?.hasPrefix("`stockroom features update weather --file 'new weather.yml' --ttl 2d`") == true)
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)

    let update = try store.update("weather", to: difference.wanted)
    #expect(update.changes.joined(separator: "; ") == difference.text)
    #expect(try store.existingGroup("weather") == difference.wanted)
    #expect(try store.create(difference.wanted, pipeline: nil) == false)
  }

  @Test("in nothing leaves the group as it was")
  func same() throws {
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    #expect(try store.create(Self.known, pipeline: nil) == false)
    #expect(try store.update("weather", to: Self.known).changes.isEmpty)
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("in what cannot be changed is refused by update too, with the line that a file lacks")
  func leftOut() throws {
    let narrow = FeatureGroup(
      name: "weather", recordIdentifier: "id", eventTime: "at", features: Self.features, summary: "Weather")
    let error = #expect(throws: FeatureStoreError.self) {
      try store.update("weather", to: narrow, from: .file("narrow.yml"))
    }
    #expect(error?.found.hasPrefix("wind: left out, Fractional in the group; ") == true)
    #expect(
      error?.remedy?.contains(
        "`wind: { type: Fractional, minimum: -5, maximum: 60, description: \"at noon\" }` under features in narrow.yml")
        == true)
    let other = Self.definition(wind: Feature("wind", .string))
    #expect(throws: FeatureStoreError.self) { try store.update("weather", to: other) }
    #expect(try store.existingGroup("weather") == Self.known)
  }

  @Test("in long texts shows where they differ")
  func longTexts() throws {
    let long = String(repeating: "x", count: 100)
    try store.update("weather", FeatureStore.GroupChange(summary: long))
    let error = #expect(throws: FeatureStoreError.self) {
      try store.create(Self.definition(summary: long + "y"), pipeline: nil)
    }
    #expect(error?.found == "description \"\(long)y\" instead of \"\(long)\"")
  }
}
