import Columns
import FeatureStore
import Foundation
import GRDB
import Warehouse

/// The feature store beside plain SQL; `peers/features.py` runs the join beside DuckDB and pandas.
///
///     Benchmarks features prepare WAREHOUSE ENTITIES RECORDS   two groups of RECORDS records, ENTITIES rows
///     Benchmarks features join WAREHOUSE                       the point-in-time join of the rows with both groups
///     Benchmarks features latest WAREHOUSE                     the newest state of single records
///     Benchmarks features ingest WAREHOUSE ROWS RUNS           ROWS records of 27 features beside INSERT … SELECT
enum FeatureStoreBenchmark {
  struct Usage: Error, CustomStringConvertible {
    let description = "usage: features prepare|join|latest|ingest WAREHOUSE [NUMBERS]"
  }

  static func run(arguments: [String]) throws {
    let numbers = arguments.dropFirst(2).compactMap(Int.init)
    guard arguments.count >= 2, numbers.count == arguments.count - 2 else { throw Usage() }
    let warehouse = try Warehouse.open(
      WarehouseLayout(root: URL(filePath: arguments[1], directoryHint: .isDirectory)),
      scripts: SQLLibrary(project: nil), surroundings: .system(user: "benchmark"))
    switch (arguments[0], numbers.count) {
    case ("prepare", 2): try prepare(warehouse, entities: numbers[0], records: numbers[1])
    case ("join", 0): try join(warehouse)
    case ("latest", 0): try latest(warehouse)
    case ("ingest", 2): try ingest(warehouse, rows: numbers[0], runs: numbers[1])
    default: throw Usage()
    }
  }

  private static let database = "bench"
  private static func series(_ count: Int) -> String {
    "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < \(count - 1))"
  }
  private static func time(_ seconds: String) -> String {
    "strftime('%Y-%m-%dT%H:%M:%fZ', 1700000000 + \(seconds), 'unixepoch')"
  }

  private static func prepare(_ warehouse: Warehouse, entities: Int, records: Int) throws {
    let identifiers = max(1, records / 50)
    let store = FeatureStore(warehouse)
    for (name, shift) in [("first", 0), ("second", 1800)] {
      let features = (1...5).map { Feature("\(name)_\($0)", .fractional) }
      let group = FeatureGroup(
        name: "\(name)_group", recordIdentifier: "id", eventTime: "event_time",
        features: [Feature("id", .integral), Feature("event_time", .string)] + features)
      try store.create(group, pipeline: nil)
      let columns = (1...5).map { "(i * \($0 * 37) % 1000) / 8.0 AS \(name)_\($0)" }.joined(separator: ", ")
      let clock = Stopwatch()
      let done = try store.ingest(
        .query(
          """
          \(series(records))
          SELECT i / 50 AS id, \(time("(i % 50) * 86400 + i % 3600 + \(shift)")) AS event_time, \(columns) FROM n
          """), into: group)
      print("\(group.name): \(done.rowsWritten) records, \(clock.text)")
    }
    let target = try DatabaseName(database)
    try warehouse.prepare(target)
    try warehouse.write(target) { db in
      try db.execute(
        sql: """
          CREATE TABLE \(database).entities (id INTEGER, event_time TEXT, label REAL) STRICT;
          INSERT INTO \(database).entities
          \(series(entities))
          SELECT (i * 7919) % \(identifiers), \(time("(i * 104729) % 4320000")), i % 100 FROM n
          """)
    }
    for name in [DatabaseName.featureStore, target] { try warehouse.emptyLog(of: name) }
    let size = try FileManager.default.attributesOfItem(atPath: warehouse.layout.file(of: .featureStore).path)[.size]
    print("feature_store.sqlite: \((size as? Int ?? 0) / max(1, records * 2)) bytes a record")
  }

  private static func join(_ warehouse: Warehouse) throws {
    let clock = Stopwatch()
    let result = try FeatureStore(warehouse).dataset(
      DatasetRequest(
        entities: .query(sql: "SELECT * FROM \(database).entities", parameters: [:]),
        groups: [.init("first_group"), .init("second_group")]))
    let sum = try result.columns.column("first_1").doubles?.reduce(0) { $1.isNaN ? $0 : $0 + $1 } ?? 0
    print(
      "join rows=\(result.columns.rowCount) matched=\(result.parts.map(\.rowsMatched)) "
        + "plans=\(result.parts.map(\.plan.rawValue)) \(clock.text) sum=\(sum)")
  }

  private static func latest(_ warehouse: Warehouse) throws {
    let reader = try RecordReader("first_group", in: FeatureStore(warehouse))
    let count = 100_000
    let clock = Stopwatch()
    var found = 0
    for number in 0..<count where try reader.latest(.integer(Int64(number * 7919 % 100_000))) != nil { found += 1 }
    print("latest reads=\(count) found=\(found) microseconds_each=\(clock.wall / Double(count) * 1e6)")
  }

  private static func ingest(_ warehouse: Warehouse, rows: Int, runs: Int) throws {
    let target = try DatabaseName(database)
    let names = (1...24).map { "f\($0)" }
    let source = TableName(target, "source")
    if try !Catalog(warehouse).contains(source) {
      try warehouse.prepare(target)
      try warehouse.write(target) { db in
        try db.execute(
          sql: """
            CREATE TABLE \(source.sql)
              (id INTEGER, event_time TEXT, shop TEXT, \(names.map { "\($0) REAL" }.joined(separator: ", "))) STRICT;
            INSERT INTO \(source.sql)
            \(series(rows))
            SELECT i, \(time("i * 60")), 'shop ' || i % 100,
              \((1...24).map { "(i * \($0) % 1000) / 7.0" }.joined(separator: ", ")) FROM n
            """)
      }
    }
    let store = FeatureStore(warehouse)
    let group = FeatureGroup(
      name: "wide_group", recordIdentifier: "id", eventTime: "event_time",
      features: [Feature("id", .integral), Feature("event_time", .string), Feature("shop", .string)]
        + names.map { Feature($0, .fractional) })
    for _ in 0..<runs {
      if try store.groupNames().contains(group.name) { try store.delete(group.name) }
      try store.create(group, pipeline: nil)
      try warehouse.emptyLog(of: .featureStore)
      var clock = Stopwatch()
      try store.ingest(.tables([source]), into: group)
      print("ingest rows=\(rows) \(clock.text)")
      clock = Stopwatch()
      try store.ingest(.tables([source]), into: group)
      print("repeat rows=\(rows) \(clock.text)")
      try store.delete(group.name)
      try store.create(group, pipeline: nil)
      try warehouse.emptyLog(of: .featureStore)
      clock = Stopwatch()
      let columns = group.features.map { Identifier.quoted($0.name) }.joined(separator: ", ")
      try warehouse.write(.featureStore, reading: [target]) { db in
        try db.execute(
          sql: """
            INSERT INTO feature_store.wide_group (\(columns), write_time, api_invocation_time, is_deleted)
            SELECT \(columns), '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 0 FROM \(source.sql)
            """)
      }
      print("insert-select rows=\(rows) \(clock.text)")
    }
  }
}
