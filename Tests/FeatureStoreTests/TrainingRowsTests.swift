import Columns
import FeatureStore
import Fixtures
import Testing
import Warehouse

@Suite("Training rows from a feature group")
struct TrainingRowsTests {
  @Test("of the retail pipeline's group are those of its prepared tables, part by part, and can be made again")
  func retail() throws {
    let temporary = try RetailWarehouse.make(stores: 2, days: 60)
    try RetailWarehouse.run(in: temporary.warehouse)
    let store = FeatureStore(temporary.warehouse)
    let tables = try ["train", "validation", "test"].map { try TableName(parsing: "retail_demand.\($0)") }
    let features = ["store_id", "final_price", "rainfall_mm", "units_sold", "split_type"]
    let rows = try store.trainingRows(in: tables, of: "retail_demand_features", features: features)
    for (table, part) in try zip(tables, rows.parts) {
      let columns = features.joined(separator: ", ")
      let known = try temporary.rows("SELECT \(columns) FROM \(table) ORDER BY event_time, record_id")
      #expect(part.names == features)
      #expect(part.rowCount == known.count)
      for (row, values) in known.enumerated() {
        #expect(
          part.columns.map { $0.text(at: row) }
            == values.map { value in
              switch value {
              case .null: nil
              case .integer(let integer): String(integer)
              case .real(let number): String(number)
              case .text(let text): text
              case .blob: "blob"
              }
            })
      }
    }
    let run = String(repeating: "0", count: 32)
    let batch = try #require(
      try temporary.rows("SELECT execution_id FROM feature_store.feature_ingestions").first.flatMap { row in
        if case .text(let batch) = row[0] { batch } else { nil as String? }
      })
    func written() throws -> TrainingRows? {
      try store.writtenRows(in: tables, of: "retail_demand_features", features: features, byBatch: batch)
    }
    func isWritten() throws -> Bool { try written() != nil }
    // What the batch wrote is what is found, to the last byte and name.
    let taken = try #require(try written())
    #expect(taken.dataset.columns == rows.dataset.columns)
    #expect(taken.dataset.columns.contentHash == rows.dataset.columns.contentHash)
    #expect(taken.ranges == rows.ranges && taken.dataset.parts[0].features == rows.dataset.parts[0].features)
    #expect(taken.dataset.parts[0].rowsMatched == 120)
    let kept = try store.note(taken.dataset)
    #expect(try store.remake(kept.identifier).columns == rows.dataset.columns)
    let another = try store.writtenRows(
      in: tables, of: "retail_demand_features", features: features, byBatch: "another")
    #expect((another?.ranges.count ?? 0) == 0)
    let noted = try store.note(rows.dataset, run: run, destination: "training")
    func change(_ sql: String) throws { try temporary.execute(sql, in: "retail_demand") }
    try change("UPDATE retail_demand.train SET units_sold = units_sold + 1 WHERE rowid = 7")
    #expect(try !isWritten())
    try change("UPDATE retail_demand.train SET units_sold = units_sold - 1 WHERE rowid = 7")
    #expect(try isWritten())
    try change("DELETE FROM retail_demand.train")
    #expect(try !isWritten())
    #expect(try store.remake(noted.identifier).columns == rows.dataset.columns)
  }
}
