import FeatureStore
import Fixtures
import Testing
import Warehouse

@Suite("Looking at a feature group")
struct ProfileTests {
  let temporary: TemporaryWarehouse
  let group = FeatureGroup(
    name: "g", recordIdentifier: "id", eventTime: "at",
    features: [Feature("id", .integral), Feature("at", .string), Feature("v", .fractional), Feature("w", .string)])
  var store: FeatureStore { FeatureStore(temporary.warehouse) }

  init() throws {
    temporary = try TemporaryWarehouse()
    try store.create(group, pipeline: nil)
  }

  private func put(_ id: Int64, _ at: String, _ v: Double?, _ w: String?) throws {
    try store.put(
      [
        ("id", .integer(id)), ("at", .text(at)), ("v", v.map(SQLValue.real) ?? .null),
        ("w", w.map(SQLValue.text) ?? .null),
      ], into: group)
  }

  @Test("a profile counts values, missing ones and different ones, of the states that count")
  func profile() throws {
    try put(1, "2026-01-01", 100, "old")
    try put(1, "2026-01-01", 1, "a")
    try put(2, "2026-01-02", 2, "a")
    try put(3, "2026-02-01", 4, "b")
    try put(4, "2026-02-02", nil, nil)
    try put(5, "2026-02-03", 9, "c")
    try store.delete(record: "5", from: group, at: "2026-02-03")
    let all = try store.profile(group)
    #expect(all.map(\.feature) == ["id", "at", "v", "w"])
    #expect([all[2].count, all[2].missing, all[2].distinct] == [3, 1, 3])
    #expect(all[2].numbers?.quantiles == [1, 1.5, 2, 3, 4])
    #expect(all[3].mostFrequent?.text == "a")
    #expect(all[3].mostFrequent?.count == 2)
    let months = try store.profile(group, by: .month).filter { $0.feature == "v" }
    #expect(months.map(\.period) == ["2026-01", "2026-02"])
    #expect(months.map { $0.numbers?.mean } == [1.5, 4])
    #expect(months.map(\.missing) == [0, 1])
  }

  @Test("a group without rows has no profile")
  func empty() throws {
    #expect(try store.profile(group).isEmpty)
  }

  @Test("a comparison of two moments counts new, gone, changed and unchanged records, and changes of each feature")
  func diff() throws {
    try put(1, "2026-01-01", 1, "a")
    try put(2, "2026-01-01", 1, "a")
    try put(3, "2026-01-01", 1, nil)
    let first = try temporary.rows("SELECT last_write_time FROM feature_store.feature_groups")
    try put(2, "2026-01-01", 2, nil)
    try put(3, "2026-01-05", 1, nil)
    try put(4, "2026-01-05", 1, "a")
    try store.delete(record: "1", from: group, at: "2026-01-05")
    guard case .text(let before) = first[0][0] else { return }
    let rows = try GroupReads(group).diff(from: before, to: "2030-01-01", by: .write).rows(in: temporary.warehouse)
    #expect(
      rows == [
        [.text("records"), .text("new"), .integer(1)], [.text("records"), .text("gone"), .integer(1)],
        [.text("records"), .text("changed"), .integer(2)], [.text("records"), .text("unchanged"), .integer(0)],
        [.text("feature"), .text("v"), .integer(1)], [.text("feature"), .text("w"), .integer(1)],
        [.text("feature"), .text("at"), .integer(1)],
      ])
    let events = try GroupReads(group).diff(from: "2026-01-02", to: "2026-01-06", by: .event).rows(
      in: temporary.warehouse)
    #expect(events.prefix(4).map { $0[2] == .integer(1) } == [true, true, true, true])
  }

  @Test(
    "the records that differ come with what changed in them, in the order of their identifiers, as many as asked for")
  func differences() throws {
    try put(1, "2026-01-01", 1, "a")
    try put(2, "2026-01-01", 1, "a")
    try put(3, "2026-01-01", 1, "a")
    let first = try temporary.rows("SELECT last_write_time FROM feature_store.feature_groups")
    try put(2, "2026-01-01", 2, nil)
    try put(4, "2026-01-05", 1, "a")
    try store.delete(record: "1", from: group, at: "2026-01-05")
    guard case .text(let before) = first[0][0] else { return }
    let reads = GroupReads(group)
    let all = try reads.differences(from: before, to: "2030-01-01", by: .write).rows(in: temporary.warehouse)
    #expect(
      all == [
        [.integer(1), .text("gone"), .null, .null, .null],
        [.integer(2), .text("changed"), .text("v"), .real(1), .real(2)],
        [.integer(2), .text("changed"), .text("w"), .text("a"), .null],
        [.integer(4), .text("new"), .null, .null, .null],
      ])
    let some = try reads.differences(from: before, to: "2030-01-01", by: .write, limit: 2)
    #expect(try some.rows(in: temporary.warehouse) == Array(all.prefix(3)))
    let none = try reads.differences(from: "2030-01-01", to: "2030-01-01", by: .event)
    #expect(try none.rows(in: temporary.warehouse).isEmpty)
  }
}
