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
    for (table, part) in zip(tables, rows.parts) {
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
    let noted = try store.note(rows.dataset, run: run, destination: "training")
    try temporary.execute("DELETE FROM retail_demand.train", in: "retail_demand")
    #expect(try store.remake(noted.identifier).columns == rows.dataset.columns)
  }
}
