import FeatureStore
import Fixtures
import Testing
import Warehouse

@Suite("A group with many features")
struct WideGroupTests {
  let temporary: TemporaryWarehouse
  var store: FeatureStore { FeatureStore(temporary.warehouse) }

  init() throws { temporary = try TemporaryWarehouse() }

  private func definition(_ count: Int) -> FeatureGroup {
    FeatureGroup(
      name: "wide", recordIdentifier: "id", eventTime: "at",
      features: [Feature("id", .integral), Feature("at", .string)]
        + (0..<(count - 2)).map { Feature("it's \"f\($0)\"", .fractional) })
  }

  private func put(_ day: String, changing feature: Int, of group: FeatureGroup) throws {
    let values = group.values.indices.map { SQLValue.real($0 == feature ? 0.1 + 0.2 : 0.5) }
    try store.put(
      [("id", .integer(1)), ("at", .text(day))] + zip(group.values, values).map { ($0.name, $1) }, into: group)
  }

  @Test("is compared between two moments, feature by feature", arguments: [3, 101, 700, 1_900])
  func compared(count: Int) throws {
    let group = definition(count)
    try store.create(group, pipeline: nil)
    try put("2026-01-01", changing: -1, of: group)
    try put("2026-01-03", changing: count - 3, of: group)
    let reads = GroupReads(group)
    let name = "it's \"f\(count - 3)\""
    let counts = try reads.diff(from: "2026-01-02", to: "2026-01-04", by: .event).rows(in: temporary.warehouse)
    #expect(counts.count == 4 + count - 1)
    #expect(
      counts.filter { $0[2] != .integer(0) } == [
        [.text("records"), .text("changed"), .integer(1)], [.text("feature"), .text(name), .integer(1)],
        [.text("feature"), .text("at"), .integer(1)],
      ])
    let rows = try reads.differences(from: "2026-01-02", to: "2026-01-04", by: .event).rows(in: temporary.warehouse)
    #expect(
      rows == [
        [.integer(1), .text("changed"), .text(name), .real(0.5), .real(0.1 + 0.2)],
        [
          .integer(1), .text("changed"), .text("at"), .text("2026-01-01T00:00:00.000Z"),
          .text("2026-01-03T00:00:00.000Z"),
        ],
      ])
  }

  @Test("is made with as many as its questions can be asked of, and refused with more in words")
  func most() throws {
    let error = #expect(throws: FeatureStoreError.self) { try store.create(definition(1_991), pipeline: nil) }
    #expect(error?.code == "too-many-features" && error?.found == "1991")
    let group = definition(1_990)
    try store.create(group, pipeline: nil)
    try put("2026-01-01", changing: -1, of: group)
    #expect(try GroupReads(group).asOf("2026-01-02").rows(in: temporary.warehouse).count == 1)
    #expect(
      try GroupReads(group).diff(from: "2025-01-01", to: "2026-01-02", by: .event).rows(in: temporary.warehouse)[0]
        == [.text("records"), .text("new"), .integer(1)])
  }
}
