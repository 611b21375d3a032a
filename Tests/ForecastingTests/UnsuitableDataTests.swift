import Diagnostics
import Fixtures
import Forecasting
import Foundation
import Testing
import Warehouse

@Suite("Data that nothing can be learned from")
struct UnsuitableDataTests {
  private func failure(_ temporary: TemporaryWarehouse) throws -> (any Diagnostic)? {
    var failure: (any Diagnostic)?
    // What tells of the failed execution may be added; nothing else.
    let ledger = WarehouseSnapshot.executionLedger
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root, ignoring: ledger)
    do {
      try RetailWarehouse.run(in: temporary.warehouse)
      Issue.record("the pipeline ran to its end")
    } catch let error as any Diagnostic {
      failure = error
    }
    let after = try WarehouseSnapshot(of: temporary.warehouse.layout.root, ignoring: ledger)
    #expect(after == before, "changed: \(after.differences(from: before))")
    #expect(
      try temporary.rows("SELECT status FROM mlops.pipeline_executions ORDER BY started_at DESC LIMIT 1") == [
        [.text("Failed")]
      ])
    #expect(failure?.remedy != nil)
    return failure
  }

  private func failure(_ sales: HandMadeSales) throws -> (any Diagnostic)? {
    let temporary = try TemporaryWarehouse()
    try temporary.load(sales.csv, into: "retail_demand.demand_product")
    return try failure(temporary)
  }

  @Test("a record identifier that stands twice with different content is named with the difference")
  func contradiction() throws {
    let error = try failure(HandMadeSales().with("record_id", of: 6, "5"))
    #expect(error?.code == "duplicate-identifier")
    #expect(error?.found.contains("such as 5 with") == true)
  }

  @Test("a record without an identifier is an error")
  func missingIdentifier() throws {
    #expect(try failure(HandMadeSales().with("record_id", of: 6, ""))?.code == "missing-identifier")
  }

  @Test(
    "a date that does not exist is named with its record",
    arguments: ["2026-02-30", "2026-13-01", "01/02/2026", "2026-1-5", "2026-01-05T00:00", "", "2026-01-00"])
  func invalidDate(date: String) throws {
    let error = try failure(HandMadeSales().with("date", of: 6, date))
    #expect(error?.code == "invalid-value")
    #expect(error?.subject == "column date, record_id 6")
    #expect(error?.found == (date.isEmpty ? "NULL" : "\"\(date)\""))
  }

  @Test("a label that is negative or missing is named with its record", arguments: [("-1", "-1"), ("", "NULL")])
  func invalidLabel(label: String, found: String) throws {
    let error = try failure(HandMadeSales().with("units_sold", of: 6, label))
    #expect(error?.code == "invalid-value")
    #expect(error?.subject == "column units_sold, record_id 6")
    #expect(error?.expected == "a number of at least 0")
    #expect(error?.found == found)
  }

  @Test("a label that is text is named")
  func textLabel() throws {
    #expect(try failure(HandMadeSales().with("units_sold", of: 6, "many"))?.code == "invalid-value")
  }

  @Test("a label that never varies is refused")
  func constantLabel() throws {
    let error = try failure(HandMadeSales().with("units_sold", "7"))
    #expect(error?.code == "constant-label")
    #expect(error?.found == "7 in every row")
  }

  @Test("so few days that a part of the split is empty are refused, with the counts")
  func emptyPart() throws {
    let error = try failure(HandMadeSales(days: 10))
    #expect(error?.code == "empty-split")
    #expect(error?.subject.hasSuffix("part validation") == true)
    #expect(error?.found == "none (train 18, validation 0, test 2)")
  }

  @Test("a source table that does not exist is named with the command that loads it")
  func missingSource() throws {
    let temporary = try TemporaryWarehouse()
    let error = #expect(throws: ForecastingError.self) { try RetailWarehouse.run(in: temporary.warehouse) }
    #expect(error?.code == "missing-table")
    #expect(error?.subject.hasSuffix("source.sql") == true)
    #expect(error?.expected == "the table retail_demand.demand_product")
    #expect(error?.remedy?.contains("`stockroom ingest FILE --table retail_demand.demand_product`") == true)
    #expect(error?.remedy?.contains("`stockroom pipeline intake retail_demand`") == true)
    // Nothing is begun: no database of the pipeline, no feature group.
    #expect(temporary.warehouse.layout.existingDatabases() == [.featureStore, .mlops])
  }

  @Test("tables of an earlier run stay as they were when a later run refuses its data")
  func earlierTables() throws {
    let temporary = try TemporaryWarehouse()
    try temporary.load(HandMadeSales().csv, into: "retail_demand.demand_product")
    try RetailWarehouse.run(in: temporary.warehouse)
    try temporary.execute(
      "UPDATE retail_demand.demand_product SET units_sold = -1 WHERE record_id = 3", in: "retail_demand")
    #expect(try failure(temporary)?.code == "invalid-value")
  }
}
