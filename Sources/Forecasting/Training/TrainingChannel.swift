import Columns
import Warehouse

/// One part of the prepared rows in memory: features in their order and the label. The columns come from SQLite in single
/// precision, which is what the trainer splits on.
struct TrainingChannel {
  let features: ColumnTable
  let label: Column

  init(_ part: String, of tables: PreparedTables, in warehouse: Warehouse) throws {
    let settings = tables.settings
    let columns = settings.features + [settings.label.column]
    let table = tables.table(part)
    let rows = try ColumnReader.read(table, columns: columns, precision: .single, in: warehouse)
    if let text = rows.columns.first(where: { !$0.isNumeric }) {
      let example = text.text(at: 0) ?? ""
      throw ForecastingError(
        code: "text-feature", subject: "table \(table), column \(text.name)", expected: "numbers in every feature",
        found: "text, such as \"\(example)\"",
        remedy: "turn the text into a number in features.sql, for example with CASE")
    }
    features = try rows.selecting(settings.features)
    label = try rows.column(settings.label.column)
  }
}
