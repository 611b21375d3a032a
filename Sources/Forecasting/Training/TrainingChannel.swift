import Columns
import FeatureStore
import Warehouse

/// One part of the prepared rows in memory: features in their order and the label. The columns come from SQLite in single
/// precision, which is what the trainer splits on.
struct TrainingChannel {
  let features: ColumnTable
  let label: Column

  init(_ part: String, of tables: PreparedTables, in warehouse: Warehouse) throws {
    let settings = tables.settings
    let table = tables.table(part)
    let rows = try ColumnReader.read(
      table, columns: settings.features + [settings.label.column], precision: .single, in: warehouse)
    try self.init(rows, settings, subject: "table \(table)")
  }

  private init(_ rows: ColumnTable, _ settings: ForecastSettings, subject: String) throws {
    if let text = rows.columns.first(where: { !$0.isNumeric }) {
      let example = text.text(at: 0) ?? ""
      throw ForecastingError(
        code: "text-feature", subject: "\(subject), column \(text.name)", expected: "numbers in every feature",
        found: "text, such as \"\(example)\"",
        remedy: "turn the text into a number in features.sql, for example with CASE")
    }
    features = try rows.selecting(settings.features)
    label = try rows.column(settings.label.column)
  }

  /// The parts with features and label from the feature group, as they were at each row's own time: what is known today of that
  /// time, corrections that came later among it.
  /// - Returns: the dataset is what the run is to remember.
  static func fromFeatureStore(
    _ tables: PreparedTables, in warehouse: Warehouse
  ) throws -> (channels: [TrainingChannel], dataset: FeatureDataset) {
    let settings = tables.settings
    let group = settings.featureGroup
    let rows = try FeatureStore(warehouse).trainingRows(
      in: PreparedTables.parts.map(tables.table), of: group, features: settings.features + [settings.label.column])
    let matched = rows.dataset.parts.first?.rowsMatched ?? 0
    guard matched == rows.dataset.columns.rowCount else {
      throw ForecastingError(
        code: "feature-store-rows", subject: "feature group \(group)",
        expected: "a record for each of the \(rows.dataset.columns.rowCount) rows of the prepared tables",
        found: "\(matched)",
        remedy: "records were deleted since: run the preparation again with --no-cache, or train with --source tables")
    }
    let channels = try rows.parts.map { part in
      let columns = try ColumnTable(part.columns.map(\.inSinglePrecision))
      return try TrainingChannel(columns, settings, subject: "feature group \(group)")
    }
    return (channels, rows.dataset)
  }
}
