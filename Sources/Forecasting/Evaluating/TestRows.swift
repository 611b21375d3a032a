import Columns
import Warehouse

/// The test rows in memory, in exact numbers, for the evaluation.
struct TestRows {
  let features: ColumnTable
  let label: Column
  /// The facet of the bias report, where there is one.
  let facet: Column?
  /// The record identifiers, in the order of the rows.
  let identifiers: [SQLValue]

  init(of tables: PreparedTables, in warehouse: Warehouse) throws {
    let settings = tables.settings
    let facet = settings.biasFacet
    var names = settings.features
    for name in [settings.label.column, facet].compactMap(\.self) where !names.contains(name) { names.append(name) }
    let table = tables.table("test")
    let sql = "SELECT \(names.map(Identifier.quoted).joined(separator: ", ")) FROM \(table.sql) ORDER BY rowid"
    let session = try QuerySession(warehouse, for: sql)
    let rows = try ColumnReader.read(session.prepare(sql, origin: "table \(table)"))
    features = try rows.selecting(settings.features)
    label = try rows.column(settings.label.column)
    self.facet = try facet.map { try rows.column($0) }
    let cursor = try session.prepare(
      "SELECT \(Identifier.quoted(settings.recordIdentifier)) FROM \(table.sql) ORDER BY rowid")
    var identifiers: [SQLValue] = []
    identifiers.reserveCapacity(rows.rowCount)
    while try cursor.step() { identifiers.append(cursor.value(0)) }
    self.identifiers = identifiers
  }
}
