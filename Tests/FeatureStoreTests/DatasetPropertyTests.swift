import Columns
import FeatureStore
import Fixtures
import Testing
import Warehouse

@Suite("Every way to make a dataset gives what the definition says")
struct DatasetPropertyTests {
  /// A record as it lies in the table.
  private struct Record {
    let id: SQLValue
    let event: String
    let write: String
    let isDeleted: Bool
    let value: SQLValue
    let word: SQLValue
  }

  private struct Dice {
    var state: UInt64
    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  private static func time(_ minute: Int) -> String {
    "2026-01-01T0\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60):00.000Z"
  }

  /// The definition, word for word: all records that the row may see, the newest of them, if it counts.
  private func reference(
    _ records: [Record], _ id: SQLValue, at time: String, known: String, live: Int64?
  ) -> [SQLValue] {
    let visible = records.filter { $0.id == id && $0.event <= time && $0.write <= known }
    guard let newest = visible.max(by: { ($0.event, $0.write) < ($1.event, $1.write) }), !newest.isDeleted else {
      return [.null, .null]
    }
    if let live, minutes(time) - minutes(newest.event) > live { return [.null, .null] }
    return [newest.value, newest.word]
  }

  private func minutes(_ time: String) -> Int64 {
    (Int64(time.dropFirst(11).prefix(2)) ?? 0) * 60 + (Int64(time.dropFirst(14).prefix(2)) ?? 0)
  }

  @Test("search, walk and SQL agree with the naive reference", arguments: 1...24)
  func agreement(seed: Int) throws {
    var dice = Dice(state: UInt64(seed) &* 7919)
    let isText = seed % 2 == 0
    let temporary = try TemporaryWarehouse()
    let store = FeatureStore(temporary.warehouse)
    let live: Int64? = seed % 3 == 0 ? 30 : nil
    let group = FeatureGroup(
      name: "g", recordIdentifier: "id", eventTime: "at",
      features: [
        Feature("id", isText ? .string : .integral), Feature("at", .string), Feature("v", .fractional),
        Feature("w", .string),
      ], timeToLive: live.flatMap { TimeToLive(seconds: $0 * 60) })
    try store.create(group, pipeline: nil)
    func id(_ number: Int) -> SQLValue {
      isText
        ? .text(["a", "b", "ab", "", "é", "Z", "a b"][number] + "x")
        : .integer(Int64(number - 3) * (number == 6 ? 1 << 55 : 1))
    }
    for _ in 0..<(seed == 1 ? 0 : 60) {
      let who = id(dice.below(6))
      let at = Self.time(dice.below(120))
      if dice.below(5) == 0 {
        let text =
          if case .text(let text) = who { text } else if case .integer(let number) = who { "\(number)" } else { "" }
        _ = try? store.delete(record: text, from: group, at: at)
      } else {
        let value: SQLValue = dice.below(6) == 0 ? .null : .real(Double(dice.below(4)))
        try store.put([("id", who), ("at", .text(at)), ("v", value), ("w", .text("w\(dice.below(3))"))], into: group)
      }
    }
    let records = try temporary.rows("SELECT id, at, write_time, is_deleted, v, w FROM feature_store.g").map { row in
      guard case .text(let event) = row[1], case .text(let write) = row[2] else { fatalError("times are text") }
      return Record(
        id: row[0], event: event, write: write, isDeleted: row[3] == .integer(1), value: row[4], word: row[5])
    }
    try temporary.load("number,id,event_time\n0,q,x\n", into: "raw.none")
    try temporary.execute("DROP TABLE raw.none", in: "raw")
    try temporary.execute(
      "CREATE TABLE raw.e (number INTEGER, id \(isText ? "TEXT" : "INTEGER"), event_time TEXT) STRICT", in: "raw")
    var rows: [(SQLValue, String)] = []
    for number in 0..<80 {
      let who = id(dice.below(7))
      let at = Self.time(dice.below(130))
      rows.append((who, at))
      let literal =
        if case .text(let text) = who { "'\(text)'" } else if case .integer(let number) = who { "\(number)" } else {
          ""
        }
      try temporary.execute("INSERT INTO raw.e VALUES (\(number), \(literal), '\(at)')", in: "raw")
    }
    let writes = records.map(\.write).sorted()
    let known = seed % 4 == 0 && !writes.isEmpty ? writes[writes.count / 2] : nil
    var request = DatasetRequest(
      entities: .query(sql: "SELECT * FROM raw.e ORDER BY number", parameters: [:]), groups: [.init("g")],
      asKnownAt: known)
    let expected = rows.map { reference(records, $0.0, at: $0.1, known: known ?? "9999", live: live) }
    for plan in [FeatureDataset.Plan.search, .walk] {
      request.plan = plan
      let table = try store.dataset(request).columns
      let found = try (0..<rows.count).map { row -> [SQLValue] in
        let (v, w) = (try table.column("v"), try table.column("w"))
        let number = v.holdsValue(at: row) ? v.doubles.map { SQLValue.real($0[row]) } ?? .null : .null
        return [number, w.text(at: row).map(SQLValue.text) ?? .null]
      }
      #expect(found == expected, "plan \(plan.rawValue)")
    }
    let answer = try temporary.rows(store.sql(of: request)).sorted { "\($0[0])" < "\($1[0])" }
    let byNumber = expected.enumerated().sorted {
      "\(SQLValue.integer(Int64($0.offset)))" < "\(SQLValue.integer(Int64($1.offset)))"
    }
    #expect(answer.map { Array($0.suffix(2)) } == byNumber.map(\.element))
  }

  @Test("many rows are cut into stretches that never part a record")
  func stretches() throws {
    let temporary = try TemporaryWarehouse()
    let store = FeatureStore(temporary.warehouse)
    let group = FeatureGroup(
      name: "g", recordIdentifier: "id", eventTime: "at",
      features: [Feature("id", .integral), Feature("at", .string), Feature("v", .integral)])
    try store.create(group, pipeline: nil)
    let series = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 3999)"
    try store.ingest(
      .query("\(series) SELECT i % 50 AS id, strftime('%Y-%m-%dT%H:%M:%fZ', i * 60, 'unixepoch') AS at, i AS v FROM n"),
      into: group)
    var request = DatasetRequest(
      entities: .query(
        sql:
          "\(series) SELECT i % 60 AS id, strftime('%Y-%m-%dT%H:%M:%fZ', i * 60, 'unixepoch') AS event_time, i FROM n",
        parameters: [:]), groups: [.init("g")])
    request.plan = .walk
    let walked = try store.dataset(request)
    request.plan = .search
    #expect(try store.dataset(request).columns == walked.columns)
    #expect(
      try temporary.rows("SELECT count(*) FROM (\(store.sql(of: request))) WHERE v IS NOT NULL") == [
        [.integer(Int64(walked.parts[0].rowsMatched))]
      ])
  }
}
