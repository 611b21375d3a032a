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
  /// time, corrections that came later among it. Rows whose record is deleted as of their time are left out.
  /// - Returns: the dataset is what the run is to remember; the remark says how many rows were left out.
  static func fromFeatureStore(
    _ tables: PreparedTables, in warehouse: Warehouse
  ) throws -> (channels: [TrainingChannel], dataset: TrainingDataset) {
    let settings = tables.settings
    let group = settings.featureGroup
    let (rows, deleted) = try FeatureStore(warehouse).liveTrainingRows(
      in: PreparedTables.parts.map(tables.table), of: group, features: settings.features + [settings.label.column])
    let matched = rows.dataset.parts.first?.rowsMatched ?? 0
    guard matched == rows.dataset.columns.rowCount else {
      throw ForecastingError(
        code: "feature-store-rows", subject: "feature group \(group)",
        expected: "a record for each of the \(rows.dataset.columns.rowCount) rows of the prepared tables"
          + (deleted.total > 0 ? " whose record is not deleted" : ""),
        found: "\(matched)",
        remedy: "records were erased since: run the preparation again with --no-cache, or train with --source tables")
    }
    if let part = PreparedTables.parts.indices.first(where: { rows.ranges[$0].isEmpty && deleted.counts[$0] > 0 }) {
      throw ForecastingError(
        code: "deleted-records", subject: "feature group \(group)",
        expected: "a record that is not deleted for some rows of table \(tables.table(PreparedTables.parts[part]))",
        found: "all \(deleted.counts[part]) deleted, such as record \(deleted.example ?? "")",
        remedy: "bring records back with `stockroom features put-record \(group)`, or train with --source tables")
    }
    let channels = try rows.parts.map { part in
      let columns = try ColumnTable(part.columns.map(\.inSinglePrecision))
      return try TrainingChannel(columns, settings, subject: "feature group \(group)")
    }
    let left = zip(PreparedTables.parts, deleted.counts).filter { $1 > 0 }.map { "\($0) \($1)" }
    let remark =
      """
      rows left out because their record is deleted in feature group \(group): \(deleted.total) \
      (\(left.joined(separator: ", "))), such as record \(deleted.example ?? "")
      """
    return (channels, TrainingDataset(rows.dataset, remark: deleted.total > 0 ? remark : nil))
  }
}
