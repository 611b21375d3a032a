import FeatureStore
import Fixtures
import Testing
import Warehouse

@Suite("A question about records, as SQL to read")
struct ShownQuestionTests {
  let temporary: TemporaryWarehouse
  let group = FeatureGroup(
    name: "sales", recordIdentifier: "id", eventTime: "at",
    features: [Feature("id", .string), Feature("at", .string), Feature("a :time's \"-- price", .fractional)],
    timeToLive: TimeToLive(seconds: 86_400 * 2))
  var store: FeatureStore { FeatureStore(temporary.warehouse) }

  init() throws {
    temporary = try TemporaryWarehouse()
    try store.create(group, pipeline: nil)
    for (id, at, price) in [("it's", "2026-01-01", 1.0), ("it's", "2026-01-05", 2), ("b", "2026-01-03", 3)] {
      try store.put([("id", .text(id)), ("at", .text(at)), (group.values[0].name, .real(price))], into: group)
    }
  }

  private func questions() throws -> [RecordQuery] {
    let reads = GroupReads(group)
    let moments = ("2026-01-03", "2026-01-06")
    return [
      reads.head(2), try reads.latest(), try reads.latest("it's", limit: 5), try reads.history("it's"),
      try reads.asOf("2026-01-04"), try reads.asOf("2026-01-05", knownAt: "2030-01-01", record: "it's", limit: 1),
      try reads.diff(from: moments.0, to: moments.1, by: .event),
      try reads.diff(from: moments.0, to: "2030-01-01", by: .write),
      try reads.differences(from: moments.0, to: moments.1, by: .event),
      try reads.differences(from: moments.0, to: "2030-01-01", by: .write, limit: 1),
    ]
  }

  @Test("has its values in place and gives the rows of the question")
  func plain() throws {
    for question in try questions() {
      let rows = try question.rows(in: temporary.warehouse)
      #expect(!rows.isEmpty, "\(question.sql)")
      let session = try QuerySession(temporary.warehouse, databases: [.featureStore])
      #expect(try session.prepare(question.text).allRows() == rows)
      #expect(!question.text.contains("@param"))
    }
  }
}
