import FeatureStore
import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("Single records and reads")
struct RecordTests {
  let temporary: TemporaryWarehouse
  let group = FeatureGroup(
    name: "sales", recordIdentifier: "id", eventTime: "at",
    features: [Feature("id", .string), Feature("at", .string), Feature("price", .fractional)],
    timeToLive: TimeToLive(seconds: 86_400 * 10))
  var store: FeatureStore { FeatureStore(temporary.warehouse) }
  var reads: GroupReads { GroupReads(group) }

  init() throws {
    temporary = try TemporaryWarehouse()
    try store.create(group, pipeline: nil)
    for (id, at, price) in [("007", "2026-01-01", 1.0), ("007", "2026-01-05", 2), ("b", "2026-01-03", 3)] {
      try put(id, at, price)
    }
  }

  @discardableResult
  private func put(_ id: String, _ at: String, _ price: Double) throws -> FeatureStore.RecordOutcome {
    try store.put([("id", .text(id)), ("at", .text(at)), ("price", .real(price))], into: group)
  }

  private func column(_ column: Int, _ query: RecordQuery) throws -> [SQLValue] {
    try query.rows(in: temporary.warehouse).map { row in row[column] }
  }

  private func prices(_ query: RecordQuery) throws -> [String: SQLValue] {
    let rows = try query.rows(in: temporary.warehouse)
    return Dictionary(
      uniqueKeysWithValues: rows.map { row in
        guard case .text(let id) = row[0] else { return ("", row[2]) }
        return (id, row[2])
      })
  }

  @Test("by event a comparison leaves out what had expired at either moment, as a read at that moment does")
  func expiredInComparison() throws {
    // b is of 3 January and expires after the 13th; 007 is of the 5th.
    func counts(_ from: String, _ to: String) throws -> [SQLValue] {
      try column(2, reads.diff(from: from, to: to, by: .event)).prefix(4).map(\.self)
    }
    #expect(try counts("2026-01-06", "2026-01-13") == [0, 0, 0, 2].map { .integer($0) })
    #expect(try counts("2026-01-06", "2026-01-14") == [0, 1, 0, 1].map { .integer($0) })
    #expect(try counts("2026-01-06", "2026-02-01") == [0, 2, 0, 0].map { .integer($0) })
    #expect(try prices(reads.asOf("2026-01-14")).keys.sorted() == ["007"])
    #expect(
      try column(1, reads.differences(from: "2026-01-06", to: "2026-01-14", by: .event)) == [.text("gone")])
  }

  @Test("a record that is put again unchanged changes nothing, a correction becomes the state, history stays")
  func put() throws {
    #expect(try put("007", "2026-01-05", 2) == .unchanged)
    #expect(try put("007", "2026-01-05", 2.5) == .written)
    #expect(try prices(reads.latest("007")) == ["007": .real(2.5)])
    #expect(try column(2, reads.history("007")) == [.real(2.5), .real(2), .real(1)])
  }

  @Test("what is put or deleted behind a newer state is said to be history")
  func behind() throws {
    #expect(try put("007", "2026-01-04", 3) == .writtenBehind(newestEventTime: "2026-01-05T00:00:00.000Z"))
    #expect(
      try store.delete(record: "007", from: group, at: "2026-01-02")
        == .writtenBehind(newestEventTime: "2026-01-05T00:00:00.000Z"))
    #expect(try put("007", "2026-01-06", 3) == .written)
  }

  @Test("text is read as the features' types where it comes from the command line")
  func untyped() throws {
    try store.put(
      [("id", .text("c")), ("at", .text("2026-01-01")), ("price", .text("4.5"))], isTyped: false, into: group)
    try store.put([("id", .text("d")), ("at", .text("2026-01-01")), ("price", .text(""))], isTyped: false, into: group)
    #expect(try prices(reads.latest("c")) == ["c": .real(4.5)])
    #expect(try prices(reads.latest("d")) == ["d": .null])
    #expect(throws: FeatureStoreError.self) { try store.put([("id", .text("e"))], into: group) }
  }

  @Test("a deletion counts from its event time on; a later write brings the record back")
  func tombstone() throws {
    #expect(try store.delete(record: "007", from: group, at: "2026-01-07") == .written)
    #expect(try store.delete(record: "007", from: group, at: "2026-01-07") == .unchanged)
    #expect(try prices(reads.latest()) == ["b": .real(3)])
    #expect(try prices(reads.asOf("2026-01-06")) == ["007": .real(2), "b": .real(3)])
    #expect(try prices(reads.asOf("2026-01-07")) == ["b": .real(3)])
    try put("007", "2026-01-08", 9)
    #expect(try prices(reads.latest("007")) == ["007": .real(9)])
    let unknown = #expect(throws: FeatureStoreError.self) { try store.delete(record: "zzz", from: group) }
    #expect(unknown?.code == "unknown-record")
  }

  @Test("an erased record leaves no trace in the table; the ledger tells that something was erased, not what")
  func erased() throws {
    for day in ["2026-01-01", "2026-01-02"] { try put("erase-me-please", day, 4) }
    #expect(try store.erase(record: "erase-me-please", from: group, reason: "asked for").rows == 2)
    #expect(try prices(reads.latest()) == ["007": .real(2), "b": .real(3)])
    #expect(
      try temporary.rows("SELECT feature_group_name, reason, rows_erased FROM feature_store.feature_erasures") == [
        [.text("sales"), .text("asked for"), .integer(2)]
      ])
    #expect(try temporary.rows("SELECT record_count FROM feature_store.feature_groups") == [[.integer(3)]])
    for suffix in ["", "-wal"] {
      let path = temporary.warehouse.layout.file(of: .featureStore).path + suffix
      #expect(ByteSearch.file(path, contains: "erase-me-please") == false)
    }
  }

  @Test("the state at a moment: nothing later, nothing expired, nothing written later")
  func asOf() throws {
    #expect(try prices(reads.asOf("2025-12-31T23:59:59.999Z")).isEmpty)
    #expect(try prices(reads.asOf("2026-01-04")) == ["007": .real(1), "b": .real(3)])
    #expect(try prices(reads.asOf("2026-01-13T00:00:00Z")) == ["007": .real(2), "b": .real(3)])
    #expect(try prices(reads.asOf("2026-01-13T00:00:00.001Z")) == ["007": .real(2)])
    let before = try temporary.rows("SELECT max(write_time) FROM feature_store.sales")
    guard case .text(let known) = before[0][0] else { return }
    try put("007", "2026-01-03", 7)
    #expect(try prices(reads.asOf("2026-01-04", record: "007")) == ["007": .real(7)])
    #expect(try prices(reads.asOf("2026-01-04", knownAt: known, record: "007")) == ["007": .real(1)])
    #expect(throws: FeatureStoreError.self) { try reads.asOf("soon") }
  }

  @Test("a reader gets single records, expired and deleted ones not")
  func reader() throws {
    let reader = try RecordReader("sales", in: store)
    #expect(reader.columns == ["id", "at", "price", "write_time"])
    #expect(try reader.latest(identifier: "007")?[2] == .real(2))
    #expect(try reader.find(identifier: "zzz") == .absent(.unknown))
    // The clock of the tests stands at 2026-01-15: the record of 3 January is older than ten days, that of 5 January too.
    let expired = RecordAbsence.expired(
      eventTime: "2026-01-03T00:00:00.000Z", timeToLive: try #require(group.timeToLive))
    #expect(try reader.find(identifier: "b", now: temporary.warehouse.surroundings.now()) == .absent(expired))
    try put("b", "2026-01-10", 5)
    #expect(try reader.latest(identifier: "b", now: temporary.warehouse.surroundings.now())?[2] == .real(5))
    try store.delete(record: "b", from: group, at: "2026-01-11")
    #expect(try reader.latest(identifier: "b") == nil)
    #expect(try reader.find(identifier: "b") == .absent(.deleted(from: "2026-01-11T00:00:00.000Z")))
  }

  @Test("head shows the newest event times first, deletions too")
  func head() throws {
    #expect(try column(2, reads.head(2)) == [.real(2), .real(3)])
  }

  @Test("a group is stale where its newest event is older than a limit")
  func freshness() throws {
    let now = temporary.warehouse.surroundings.now()
    #expect(try store.groups(withoutEventsFor: TimeToLive(parsing: "9d"), at: now) == ["sales"])
    #expect(try store.groups(withoutEventsFor: TimeToLive(parsing: "11d"), at: now).isEmpty)
  }

  @Test("a deletion does not make a group fresh, and an event in the future is told as such")
  func freshnessOfLiveRecords() throws {
    let now = temporary.warehouse.surroundings.now()
    func told() throws -> [[SQLValue]] {
      let sql = try temporary.warehouse.scripts.text("operations/feature_freshness.sql")
      return try QuerySession(temporary.warehouse, for: sql).prepare(
        sql, parameters: ["now": .text(now.description), "group": .text("sales")]
      ).allRows().map { [$0[2], $0[8]] }
    }
    try store.delete(record: "007", from: group, at: now.description)
    #expect(try store.groups(withoutEventsFor: TimeToLive(parsing: "9d"), at: now) == ["sales"])
    #expect(try told() == [[.text("2026-01-05T00:00:00.000Z"), .integer(0)]])
    try put("b", "2030-01-01", 3)
    #expect(try store.groups(withoutEventsFor: TimeToLive(parsing: "9d"), at: now).isEmpty)
    #expect(try told() == [[.text("2030-01-01T00:00:00.000Z"), .integer(1)]])
  }
}
