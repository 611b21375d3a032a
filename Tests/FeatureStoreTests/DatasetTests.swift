import Columns
import FeatureStore
import Fixtures
import Testing
import Warehouse

@Suite("A point-in-time dataset")
struct DatasetTests {
  let temporary: TemporaryWarehouse
  let prices = FeatureGroup(
    name: "prices", recordIdentifier: "product", eventTime: "at",
    features: [Feature("product", .string), Feature("at", .string), Feature("price", .fractional)])
  let stock = FeatureGroup(
    name: "stock", recordIdentifier: "store", eventTime: "at",
    features: [
      Feature("store", .integral), Feature("at", .string), Feature("units", .integral), Feature("note", .string),
    ])
  var store: FeatureStore { FeatureStore(temporary.warehouse) }

  init() throws {
    temporary = try TemporaryWarehouse()
    try store.create(prices, pipeline: nil)
    try store.create(stock, pipeline: nil)
  }

  private func price(_ product: String, _ at: String, _ price: Double?) throws {
    try store.put(
      [("product", .text(product)), ("at", .text(at)), ("price", price.map(SQLValue.real) ?? .null)], into: prices)
  }

  private func entities(_ rows: String) -> DatasetRequest.Entities {
    .query(sql: "WITH e (product, event_time) AS (VALUES \(rows)) SELECT * FROM e", parameters: [:])
  }

  /// The prices of a dataset, by both plans, which must agree.
  private func found(
    _ rows: String, asKnownAt: String? = nil, expiry: DatasetRequest.Expiry = .groups, zone: TimeZoneRule? = nil
  ) throws -> [Double?] {
    var request = DatasetRequest(
      entities: entities(rows), groups: [.init("prices")], asKnownAt: asKnownAt, expiry: expiry, timeZone: zone)
    let results = try [FeatureDataset.Plan.search, .walk].map { plan in
      request.plan = plan
      return try numbers(store.dataset(request).columns.column("price"))
    }
    #expect(results[0] == results[1])
    return results[0]
  }

  private func numbers(_ column: Column) -> [Double?] {
    (column.doubles ?? []).map { $0.isNaN ? nil : $0 }
  }

  @Test("takes the newest record that is not later than the row: that of the very moment, never the next one")
  func newest() throws {
    try price("a", "2026-01-02T00:00:00Z", 1)
    try price("a", "2026-01-04T00:00:00Z", 2)
    try price("b", "2026-01-01T00:00:00Z", 9)
    #expect(
      try found(
        """
        ('a', '2026-01-01T23:59:59.999Z'), ('a', '2026-01-02T00:00:00Z'), ('a', '2026-01-03T23:59:59.999Z'),
        ('a', '2026-01-04T00:00:00.000Z'), ('a', '2027-01-01T00:00:00Z'), ('c', '2026-01-04T00:00:00Z')
        """) == [nil, 1, 1, 2, 2, nil])
  }

  @Test("keeps the rows in their order, repeated ones too; a row without an identifier has no features")
  func order() throws {
    try price("a", "2026-01-02", 1)
    try price("b", "2026-01-02", 2)
    #expect(
      try found(
        "('b', '2026-01-03'), ('a', '2026-01-03'), ('b', '2026-01-03'), (NULL, '2026-01-03'), ('a', '2026-01-01')")
        == [2, 1, 2, nil, nil])
  }

  @Test("of several writes for one event time the newest wins, unless it was not known yet")
  func corrections() throws {
    try price("a", "2026-01-02", 1)
    let before = try temporary.rows(
      "SELECT last_write_time FROM feature_store.feature_groups WHERE last_write_time > ''")
    guard case .text(let known) = before[0][0] else { return }
    try price("a", "2026-01-02", 5)
    try price("a", "2026-01-01", 7)
    #expect(try found("('a', '2026-01-03'), ('a', '2026-01-01')") == [5, 7])
    #expect(try found("('a', '2026-01-03'), ('a', '2026-01-01')", asKnownAt: known) == [1, nil])
    #expect(try found("('a', '2026-01-03')", asKnownAt: "2020-01-01") == [nil])
  }

  @Test("identifiers and texts are told apart by their bytes, as SQLite does, and stay as they are")
  func bytes() throws {
    let spellings = ["\u{E9}", "e\u{301}", "\u{212B}", "\u{C5}", "K", "\u{212A}"]
    for (number, spelling) in spellings.enumerated() { try price(spelling, "2026-01-02", Double(number)) }
    let rows = spellings.map { "('\($0)', '2026-01-03')" }
    #expect(try found(rows.joined(separator: ", ")) == [0, 1, 2, 3, 4, 5])
    #expect(try found(rows.reversed().joined(separator: ", ")) == [5, 4, 3, 2, 1, 0])
    let csv = try temporary.directory.write(
      "product,event_time\n" + spellings.map { "\($0),2026-01-03\n" }.joined(), to: "rows.csv")
    let result = try store.dataset(DatasetRequest(entities: .csv(path: csv), groups: [.init("prices")])).columns
    #expect(numbers(try result.column("price")) == [0, 1, 2, 3, 4, 5])
    let products = try result.column("product")
    #expect((0..<6).map { Array((products.text(at: $0) ?? "").utf8) } == spellings.map { Array($0.utf8) })
  }

  @Test("a NULL is a value: it hides the older one")
  func nulls() throws {
    try price("a", "2026-01-01", 1)
    try price("a", "2026-01-02", nil)
    #expect(try found("('a', '2026-01-01'), ('a', '2026-01-02')") == [1, nil])
  }

  @Test("a deleted record has no features from its deletion on, until it is written again")
  func deletion() throws {
    try price("a", "2026-01-01", 1)
    try store.delete(record: "a", from: prices, at: "2026-01-03")
    try price("a", "2026-01-05", 2)
    #expect(
      try found("('a', '2026-01-02'), ('a', '2026-01-03'), ('a', '2026-01-04'), ('a', '2026-01-05')") == [
        1, nil, nil, 2,
      ])
  }

  @Test("a record older than the time to live has expired, one of exactly that age has not")
  func expiry() throws {
    try store.update("prices", FeatureStore.GroupChange(timeToLive: TimeToLive(seconds: 86_400)))
    try price("a", "2026-01-01", 1)
    let rows = "('a', '2026-01-02'), ('a', '2026-01-02T00:00:00.001Z')"
    #expect(try found(rows) == [1, nil])
    #expect(try found(rows, expiry: .never) == [1, 1])
    let hour = try TimeToLive(parsing: "1h")
    #expect(
      try found("('a', '2026-01-01T01:00:00Z'), ('a', '2026-01-01T01:00:01Z')", expiry: .after(hour)) == [1, nil])
  }

  @Test("offsets count, and what is finer than a millisecond never lets a row see its future")
  func zones() throws {
    try price("a", "2026-01-02T00:00:00.0005Z", 1)
    #expect(
      try found(
        "('a', '2026-01-02T06:59:59+07:00'), ('a', '2026-01-02T07:00:01+07:00'), ('a', '2026-01-02T00:00:00.0009Z')")
        == [nil, 1, nil])
    let bangkok = try TimeZoneRule(parsing: "Asia/Bangkok")
    #expect(try found("('a', '2026-01-02 07:00:01'), ('a', '2026-01-02')", zone: bangkok) == [1, nil])
  }

  @Test(
    "a row without a time, or with one that is none, is an error that names it",
    arguments: ["NULL", "'soon'", "'2026-01-01 00:00:00'", "'2026-02-29T00:00:00Z'", "17"])
  func badTimes(time: String) throws {
    let error = #expect(throws: (any Error).self) { try found("('a', '2026-01-01'), ('b', \(time))") }
    if let error = error as? FeatureStoreError { #expect(error.subject == "entities, row 2, column event_time") }
  }

  @Test("several groups, each by its own identifier; equal names get their group's")
  func severalGroups() throws {
    try price("a", "2026-01-01", 1.5)
    try store.put(
      [("store", .integer(7)), ("at", .text("2026-01-01")), ("units", .integer(3)), ("note", .text("n"))], into: stock)
    let request = DatasetRequest(
      entities: .query(
        sql: "SELECT 'a' AS product, 7 AS store, '2026-01-02' AS at, 'own' AS note", parameters: [:]),
      groups: [.init("stock"), .init("prices"), .init("prices", features: ["price", "at"])], entityTime: "at")
    let result = try store.dataset(request)
    #expect(
      result.columns.names == [
        "product", "store", "at", "note", "units", "stock__note", "prices__price", "prices__price_2", "prices__at",
      ])
    #expect(
      result.columns.columns.map { $0.text(at: 0) } == [
        "a", "7", "2026-01-02T00:00:00.000Z", "own", "3", "n", "1.5", "1.5", "2026-01-01T00:00:00.000Z",
      ])
    #expect(result.parts.map(\.rowsMatched) == [1, 1, 1])
    var full = request
    full.usesFullNames = true
    #expect(try store.dataset(full).columns.names[4] == "stock__units")
  }

  @Test("rows come from a CSV file too: identifiers read as their group's type")
  func file() throws {
    try price("007", "2026-01-01", 1.5)
    let path = try temporary.directory.write(
      "product,event_time,label\n007,2026-01-02,3\n8,2026-01-02,\n", to: "rows.csv")
    let result = try store.dataset(DatasetRequest(entities: .csv(path: path), groups: [.init("prices")]))
    #expect(numbers(try result.columns.column("price")) == [1.5, nil])
    #expect(try result.columns.column("label").values == .integer([3, 0]))
  }

  @Test("times that cannot be read are told with file, line, column and value, the first ones of all")
  func badTimes() throws {
    let lines = ["a,2026-01-02,1", "a,02.01.2026,\"two\nlines\"", "a,2026-01-03 10:00,3", "a,,4"]
    let path = try temporary.directory.write(
      "product,event_time,label\n" + (lines + Array(repeating: "a,soon,5", count: 4)).joined(separator: "\n") + "\n",
      to: "bad.csv")
    let error = #expect(throws: FeatureStoreError.self) {
      try store.dataset(DatasetRequest(entities: .csv(path: path), groups: [.init("prices")]))
    }
    #expect(error?.code == "entity-time")
    #expect(error?.subject == "\(path), line 3, column event_time")
    #expect(
      error?.found == """
        "02.01.2026"; 7 of 8 rows have a time that cannot be read: also line 5 "2026-01-03 10:00", line 6 NULL, \
        line 7 "soon", line 8 "soon", and 2 more
        """)
    let query = #expect(throws: FeatureStoreError.self) {
      try store.dataset(DatasetRequest(entities: entities("('a', 'soon')"), groups: [.init("prices")]))
    }
    #expect(query?.subject == "entities, row 1, column event_time")
    #expect(query?.found == "\"soon\"")
  }

  @Test("what is missing is an error that says so: groups, features, identifiers, types")
  func missing() throws {
    func code(_ request: DatasetRequest) -> String? {
      #expect(throws: FeatureStoreError.self) { try store.dataset(request) }?.code
    }
    let rows = entities("('a', '2026-01-01')")
    #expect(code(DatasetRequest(entities: rows, groups: [])) == "no-groups")
    #expect(code(DatasetRequest(entities: rows, groups: [.init("rain")])) == "unknown-feature-group")
    #expect(code(DatasetRequest(entities: rows, groups: [.init("prices", features: ["rain"])])) == "unknown-feature")
    #expect(code(DatasetRequest(entities: rows, groups: [.init("stock")])) == "entity-identifier")
    #expect(code(DatasetRequest(entities: rows, groups: [.init("prices")], entityTime: "at")) == "entity-time")
    let number = DatasetRequest.Entities.query(sql: "SELECT 1 AS product, '2026-01-01' AS event_time", parameters: [:])
    #expect(code(DatasetRequest(entities: number, groups: [.init("prices")])) == "entity-identifier")
  }

  @Test("no rows, and a group without records, give a table all the same")
  func empty() throws {
    let none = try store.dataset(
      DatasetRequest(
        entities: .query(sql: "SELECT '' AS product, '' AS event_time WHERE 0", parameters: [:]),
        groups: [.init("prices")]))
    #expect(none.columns.rowCount == 0)
    #expect(none.columns.names == ["product", "event_time", "price"])
    #expect(try found("('a', '2026-01-01')") == [nil])
  }
}
