import Columns
import Fixtures
import Forecasting
import Foundation
import GradientBoosting
import Testing
import Warehouse

@Suite("A model as a table of its trees")
struct ModelTreesTests {
  /// Rows with missing values and a category, and a model of them.
  private func model() throws -> (rows: ColumnTable, model: Booster) {
    var prices: [Double?] = []
    var stores: [Double?] = []
    var units: [Double?] = []
    for row in 0..<400 {
      prices.append(row % 11 == 0 ? nil : Double(row * 37 % 101) / 10 + 0.1)
      stores.append(Double(row * 17 % 7))
      units.append(Double(row * 17 % 7 * 3) - Double(row * 37 % 101) / 10 + Double(row % 5))
    }
    let rows = try ColumnTable([Column("price", numbers: prices), Column("store", numbers: stores)])
    let data = try Dataset(features: rows, label: Column("units", numbers: units), categorical: ["store"])
    let parameters = try TrainingParameters(xgboost: ["n_estimators": "20", "max_depth": "4", "max_cat_to_onehot": "1"])
    return (rows, try Booster.train(parameters, training: data))
  }

  @Test("the documented query predicts from the table what the model predicts")
  func reproduction() throws {
    let (rows, model) = try model()
    let temporary = try TemporaryWarehouse()
    let count = try ModelTrees(model).write(to: TableName(parsing: "models.trees"), in: temporary.warehouse)
    #expect(count == model.trees.reduce(0) { $0 + $1.nodes.count })
    let sql = try DocumentedSQL.text(of: "ModelTables.md", after: "predicts with the table")
    let predictions = try model.predict(rows)
    for row in stride(from: 0, to: rows.rowCount, by: 13) {
      let values = try rows.columns.map { column in
        let value = try #require(column.doubles)[row]
        return "(\"\(column.name)\", \(column.holdsValue(at: row) ? String(value) : "NULL"))".replacing("\"", with: "'")
      }
      let bound = sql.replacing("models.retail_trees", with: "models.trees")
        .replacing(#/VALUES[^)]*\)(,\s*\([^)]*\))*/#, with: "VALUES " + values.joined(separator: ", "))
      let found = try temporary.rows(bound)
      guard case .real(let prediction) = try #require(found.first?.first) else {
        Issue.record("no number: \(found)")
        return
      }
      #expect(abs(prediction - Double(predictions[row])) < 1e-4)
    }
  }

  @Test("a threshold for double precision tells the same rows apart as the one in single precision")
  func thresholds() {
    for bits: UInt32 in [0x3DCC_CCCD, 0x3DCC_CCCC, 0x4248_0000, 0xC248_0001, 0x3F80_0000, 0x0000_0001, 0x8000_0001] {
      let threshold = Float(bitPattern: bits)
      let limit = ModelTrees.leftBelow(threshold)
      let middle = (Double(threshold) + Double(threshold.nextDown)) / 2
      for value in [middle.nextDown, middle, middle.nextUp, Double(threshold), Double(threshold.nextDown)] {
        #expect((value < limit) == (Float(value) < threshold), "\(value) against \(threshold)")
      }
    }
  }

  @Test("a table that holds something else is left alone")
  func otherTable() throws {
    let temporary = try TemporaryWarehouse()
    try temporary.load("a,b\n1,2\n", into: "shop.sales")
    let error = #expect(throws: ForecastingError.self) {
      try ModelTrees(model().model).write(to: TableName(parsing: "shop.sales"), in: temporary.warehouse)
    }
    #expect(error?.code == "other-table")
    #expect(try temporary.rows("SELECT * FROM shop.sales") == [[.integer(1), .integer(2)]])
  }

  @Test("writing again replaces the trees")
  func again() throws {
    let temporary = try TemporaryWarehouse()
    let trees = ModelTrees(try model().model)
    let table = try TableName(parsing: "models.trees")
    let first = try trees.write(to: table, in: temporary.warehouse)
    #expect(try trees.write(to: table, in: temporary.warehouse) == first)
    #expect(try temporary.rows("SELECT count(*) FROM models.trees") == [[.integer(Int64(first))]])
  }
}
