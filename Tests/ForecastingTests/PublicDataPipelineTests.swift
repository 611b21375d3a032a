import Fixtures
import Foundation
import Pipelines
import Testing
import Warehouse

@Suite("The pipelines on public data")
struct PublicDataPipelineTests {
  /// The share of the condition's comparisons does not matter here: made-up rows may miss a threshold.
  private static let lenient = [(name: "RMSEThreshold", value: "1000"), (name: "R2Threshold", value: "-10")]

  @Test("store_item goes from raw rows in the columns of the public file to a registered model")
  func storeItem() throws {
    let temporary = try TemporaryWarehouse()
    try temporary.load(PublicDataSamples.storeItem(), into: "store_item.sales")
    let result = try RetailWarehouse.run("store_item", in: temporary.warehouse, parameters: Self.lenient)
    #expect(result.conditions == ["CheckMetricsAndRegister": true])
    #expect(
      try temporary.rows(
        """
        SELECT (SELECT count(*) FROM store_item.train), (SELECT count(*) FROM store_item.validation),
          (SELECT count(*) FROM store_item.test), (SELECT count(*) FROM feature_store.store_item_features)
        """) == [[.integer(648), .integer(36), .integer(36), .integer(720)]])
    #expect(
      try temporary.rows("SELECT record_id, store, item FROM store_item.train WHERE date = '2022-01-31' AND item = 3")
        == [
          [.integer(202_201_310_103), .integer(1), .integer(3)], [.integer(202_201_310_203), .integer(2), .integer(3)],
        ])
    #expect(
      try temporary.rows("SELECT model_package_group_name FROM mlops.model_packages") == [[.text("StoreItemXGB")]])
    #expect(
      try temporary.rows("SELECT bias_facet, seasonal_naive_n_rows FROM monitor_store_item.evaluation_summary")
        == [[.text("is_weekend"), .integer(36)]])
  }

  @Test("the seasonal-naive forecast of store_item is the value of seven days before")
  func seasonalNaive() throws {
    let temporary = try TemporaryWarehouse()
    try temporary.load(PublicDataSamples.storeItem(), into: "store_item.sales")
    try RetailWarehouse.run("store_item", in: temporary.warehouse, parameters: Self.lenient)
    #expect(
      try temporary.rows(
        """
        SELECT count(*), count(*) FILTER (
          WHERE seasonal_naive = (
            SELECT sales FROM store_item.sales AS raw
            WHERE raw.store = test.store AND raw.item = test.item AND raw.date = date(test.date, '-7 days')))
        FROM monitor_store_item.test_predictions AS test
        """) == [[.integer(36), .integer(36)]])
  }

  @Test("store_inventory turns text into numbers, names rows by their keys and leaves the leaking column out")
  func storeInventory() throws {
    let temporary = try TemporaryWarehouse()
    try temporary.load(PublicDataSamples.storeInventory(), into: "store_inventory.sales")
    let result = try RetailWarehouse.run("store_inventory", in: temporary.warehouse, parameters: Self.lenient)
    #expect(result.conditions == ["CheckMetricsAndRegister": true])
    let columns = try Catalog(temporary.warehouse).columns(of: TableName(parsing: "store_inventory.test")).map(\.name)
    #expect(!columns.contains { $0.lowercased().contains("forecast") })
    #expect(
      try temporary.rows(
        """
        SELECT record_id, store_id, product_id FROM store_inventory.train ORDER BY rowid LIMIT 2
        """) == [
          [.text("2022-01-01|S001|P0001"), .integer(1), .integer(1)],
          [.text("2022-01-01|S001|P0002"), .integer(1), .integer(2)],
        ])
    #expect(
      try temporary.rows(
        """
        SELECT count(*) FROM store_inventory.train
        WHERE category_index IS NULL OR region_index IS NULL OR weather_index IS NULL OR season_index IS NULL
          OR abs(final_price - base_price * (100 - discount_percent) / 100) > 1e-9
        """) == [[.integer(0)]])
    #expect(
      try temporary.rows("SELECT bias_facet, n_rows FROM monitor_store_inventory.evaluation_summary")
        == [[.text("is_holiday"), .integer(30)]])
  }

  @Test("a second run of the same data adds nothing to the feature group")
  func repeated() throws {
    let temporary = try TemporaryWarehouse()
    try temporary.load(PublicDataSamples.storeInventory(), into: "store_inventory.sales")
    for _ in 0..<2 { try RetailWarehouse.run("store_inventory", in: temporary.warehouse, parameters: Self.lenient) }
    #expect(
      try temporary.rows("SELECT rows_written FROM feature_store.feature_ingestions ORDER BY write_time")
        == [[.integer(540)], [.integer(0)]])
  }

  @Test(
    "store_item forecasts three stores of the public file far better than last week does",
    .enabled(if: PublicDataFiles.storeItem != nil, PublicDataFiles.advice))
  func storeItemFile() throws {
    let temporary = try TemporaryWarehouse()
    let file = try #require(PublicDataFiles.storeItem)
    try CSVIngestion(temporary.warehouse).load(
      IngestSource(path: file), into: TableName(parsing: "store_item.sales"))
    try temporary.execute("DELETE FROM store_item.sales WHERE store > 3 OR item > 15", in: "store_item")
    let result = try RetailWarehouse.run("store_item", in: temporary.warehouse)
    #expect(result.conditions == ["CheckMetricsAndRegister": true])
    #expect(
      try temporary.rows(
        """
        SELECT n_rows, rmse < 9, rmse < 0.7 * seasonal_naive_rmse, r2 > 0.9 FROM monitor_store_item.evaluation_summary
        """) == [[.integer(4140), .integer(1), .integer(1), .integer(1)]])
  }

  @Test(
    "store_inventory finds in the public file what there is, and not more",
    .enabled(if: PublicDataFiles.storeInventory != nil, PublicDataFiles.advice))
  func storeInventoryFile() throws {
    let temporary = try TemporaryWarehouse()
    let file = try #require(PublicDataFiles.storeInventory)
    try CSVIngestion(temporary.warehouse).load(
      IngestSource(path: file), into: TableName(parsing: "store_inventory.sales"))
    let result = try RetailWarehouse.run("store_inventory", in: temporary.warehouse)
    #expect(result.conditions == ["CheckMetricsAndRegister": true])
    // Units sold are a uniform share of the inventory: an r2 above 0.36 would be a leak.
    #expect(
      try temporary.rows(
        "SELECT n_rows, r2 BETWEEN 0.31 AND 0.36 FROM monitor_store_inventory.evaluation_summary")
        == [[.integer(3700), .integer(1)]])
  }
}
