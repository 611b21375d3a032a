import FeatureStore
import Fixtures
import Testing
import Warehouse

@Suite("A narrower definition of a group that has records")
struct NarrowerDefinitionTests {
  let temporary: TemporaryWarehouse
  let group = FeatureGroup(
    name: "sales", recordIdentifier: "id", eventTime: "at",
    features: [Feature("id", .integral), Feature("at", .string), Feature("price", .fractional, minimum: 0)])
  var store: FeatureStore { FeatureStore(temporary.warehouse) }

  init() throws {
    temporary = try TemporaryWarehouse()
    try store.create(group, pipeline: nil)
    for (id, price) in [(1, SQLValue.real(2)), (2, .real(30)), (3, .null), (4, .real(50))] {
      try put(id, price)
    }
  }

  private func put(_ id: Int64, _ price: SQLValue) throws {
    try store.put([("id", .integer(id)), ("at", .text("2026-01-01")), ("price", price)], into: group)
  }

  private func put(_ id: Int, _ price: SQLValue) throws { try put(Int64(id), price) }

  private func range(_ minimum: Double?, _ maximum: Double?) -> FeatureStore.GroupChange {
    FeatureStore.GroupChange(ranges: ["price": ValueRange(minimum: minimum, maximum: maximum)])
  }

  /// How many rows the query that a message proposes shows.
  private func rows(shownBy error: FeatureStoreError?) throws -> Int {
    let words = try #require(error?.remedy).split(separator: "'")
    let query = try #require(words.first { $0.hasPrefix("SELECT") })
    return try temporary.rows(String(query)).count
  }

  @Test("is refused with the count, an example and the query that shows them; a correction of the records lets it pass")
  func range() throws {
    let error = #expect(throws: FeatureStoreError.self) { try store.update("sales", range(5, 40)) }
    #expect(error?.code == "records-contradict")
    #expect(error?.expected == "at least 5 and at most 40 in all records")
    #expect(error?.found == "2 records with another value, such as id 1 at 2026-01-01T00:00:00.000Z: 2")
    #expect(try rows(shownBy: error) == 2)
    #expect(try store.existingGroup("sales") == group)
    try put(1, .real(6))
    // What was corrected since is shown no longer: the query shows the records that are counted.
    let rest = #expect(throws: FeatureStoreError.self) { try store.update("sales", range(5, 40)) }
    #expect(rest?.found.hasPrefix("1 record with another value, such as id 4") == true)
    #expect(try rows(shownBy: rest) == 1)
    try store.delete(record: "4", from: group, at: "2026-01-01")
    #expect(
      try store.update("sales", range(5, 40)).changes == ["price: minimum 5 instead of 0, maximum 40 instead of none"])
  }

  @Test("that records already keep, and a wider one, are taken")
  func wider() throws {
    for (minimum, maximum) in [(1.0, 60.0), (nil, 60), (-5, nil), (nil, nil)] as [(Double?, Double?)] {
      try store.update("sales", range(minimum, maximum))
      #expect(
        try store.existingGroup("sales").feature("price")?.range == ValueRange(minimum: minimum, maximum: maximum))
    }
  }

  @Test("in which a feature is required is refused while records hold NULL in it")
  func required() throws {
    let change = FeatureStore.GroupChange(requirements: ["price": true])
    let error = #expect(throws: FeatureStoreError.self) { try store.update("sales", change) }
    #expect(error?.code == "records-contradict")
    #expect(error?.found == "1 record with another value, such as id 3 at 2026-01-01T00:00:00.000Z: NULL")
    try put(3, .real(1))
    #expect(try store.update("sales", change).changes == ["price: required instead of optional"])
  }

  @Test("with a new required feature is refused, with the two commands that get there")
  func newRequired() throws {
    let wanted = Feature("rain", .fractional, isRequired: true)
    let error = #expect(throws: FeatureStoreError.self) {
      try store.update("sales", FeatureStore.GroupChange(added: [wanted]))
    }
    #expect(error?.code == "required-feature")
    #expect(error?.remedy?.contains("`stockroom features update sales --require rain`") == true)
    #expect(try store.existingGroup("sales") == group)
  }
}
