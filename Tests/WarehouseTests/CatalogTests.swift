import Fixtures
import Testing
import Warehouse

@Suite("The list of tables")
struct CatalogTests {
  let temporary: TemporaryWarehouse
  var catalog: Catalog { Catalog(temporary.warehouse) }

  init() throws {
    temporary = try TemporaryWarehouse()
    try temporary.load("id,name\n1,ann\n2,bob\n", into: "shop.sales")
  }

  @Test("names tables and views with their kind, rows and columns")
  func entries() throws {
    try temporary.execute("CREATE VIEW shop.names AS SELECT name FROM sales", in: "shop")
    let entries = try catalog.entries(in: DatabaseName("shop"))
    let lines = entries.map { "\($0.name) \($0.kind) \($0.rowCount.map { String($0.rows) } ?? "-") \($0.columnCount)" }
    #expect(
      lines == [
        "shop.batch_transforms table 0 10", "shop.ingested_files table 1 6", "shop.names view - 1",
        "shop.prepared_splits table 0 8", "shop.sales table 2 2",
      ])
  }

  @Test("is sorted by database and name, and leaves out what SQLite and migrations keep for themselves")
  func order() throws {
    let names = try catalog.entries().map(\.name.description)
    #expect(names == names.sorted())
    #expect(!names.contains { $0.contains("sqlite_") || $0.contains("grdb_") })
    #expect(names.contains("mlops.runs"))
  }

  @Test("describes the columns of a table")
  func columns() throws {
    let columns = try catalog.columns(of: TableName(parsing: "mlops.run_params"))
    #expect(columns.map(\.name) == ["mlflow_run_id", "name", "value"])
    #expect(columns.map(\.type) == ["TEXT", "TEXT", "TEXT"])
    #expect(columns.map(\.isRequired) == [true, true, true])
    #expect(columns.map(\.primaryKeyPosition) == [1, 2, 0])
  }

  @Test("a missing table is an error that lists the tables of its database")
  func missingTable() throws {
    let error = #expect(throws: WarehouseError.self) { _ = try catalog.columns(of: TableName(parsing: "shop.sails")) }
    #expect(error?.code == "missing-table")
    #expect(error?.remedy?.contains("shop.sales") == true)
    #expect(try !catalog.contains(TableName(parsing: "shop.sails")))
    #expect(try catalog.contains(TableName(parsing: "shop.sales")))
  }

  @Test("a missing database is said to be missing, and stays so")
  func missingDatabase() throws {
    let table = try TableName(parsing: "nowhere.sales")
    let error = #expect(throws: WarehouseError.self) { _ = try catalog.columns(of: table) }
    #expect(error?.found == "no database nowhere")
    #expect(try !catalog.contains(table))
    #expect(try !temporary.warehouse.layout.existingDatabases().contains(DatabaseName("nowhere")))
  }
}
