import Columns
import GRDB
package import Warehouse

extension FeatureStore {
  /// How many rows are looked up for a comparison.
  private static let sampleSize = 20_000

  /// What ``trainingRows(in:of:features:asKnownAt:)`` gives, taken from the tables themselves: for tables whose rows a batch
  /// wrote to the group, unchanged since. Looking millions of rows up takes much longer than reading them.
  ///
  /// The batch compared every row with the group's newest state of it and wrote it where that was another one. So the group as
  /// it was after the batch has the rows, unless something was erased; thousands of them, evenly chosen, are looked up to see.
  /// - Returns: `nil` where that cannot be said: the batch is unknown, wrote nothing, left rows out, let corrections stay or had
  ///   other rows, records were erased since, or a row that was looked up differs.
  package func writtenRows(
    in tables: [TableName], of group: String, features: [String], byBatch batch: String
  ) throws -> TrainingRows? {
    let group = try existingGroup(group)
    let wanted = features.compactMap(group.feature)
    guard wanted.count == features.count, let written = try intactBatch(batch, of: group.name) else { return nil }
    let (rows, ranges) = try entities(in: tables, of: group.recordIdentifier, at: group.eventTime, with: features)
    guard rows.rowCount == written.rows else { return nil }

    let entities = Array(rows.columns.prefix(3))
    let names = DatasetNames(
      entities: entities.map(\.name), groups: [(group.name, wanted.map(\.name))], usesFullNames: false
    ).columns[0]
    var columns = entities
    for (index, feature) in wanted.enumerated() {
      guard var column = try rows.column(features[index]).typed(feature.type) else { return nil }
      column.name = names[index]
      columns.append(column)
    }
    let chosen = Array(stride(from: 0, to: rows.rowCount, by: max(1, rows.rowCount / Self.sampleSize)))
    let found = try dataset(
      DatasetRequest(
        entities: .columns(ColumnTable(entities.map { $0.picking(chosen) })),
        groups: [.init(group.name, features: features)], entityTime: group.eventTime, asKnownAt: written.time,
        expiry: .never))
    guard found.columns == (try ColumnTable(columns.map { $0.picking(chosen) })), let part = found.parts.first else {
      return nil
    }
    let dataset = FeatureDataset(
      columns: try ColumnTable(columns), entityColumnCount: entities.count, entityTime: group.eventTime,
      parts: [part.matching(rows.rowCount)], usesFullNames: false)
    return TrainingRows(dataset: dataset, ranges: ranges, features: features)
  }

  /// When a batch was written, and its rows, where all of them were kept and nothing was erased from the group since.
  private func intactBatch(_ batch: String, of group: String) throws -> (time: String, rows: Int)? {
    try warehouse.read([.featureStore]) { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT write_time, rows_read FROM feature_store.feature_ingestions AS ingestion
          WHERE feature_group_name = ? AND execution_id = ? AND rows_written > 0 AND rows_rejected = 0
            AND corrections_kept = 0
            AND NOT EXISTS (
              SELECT 1 FROM feature_store.feature_erasures AS erasure
              WHERE erasure.feature_group_name = ingestion.feature_group_name
                AND erasure.erased_at >= ingestion.write_time)
          """, arguments: [group, batch]
      ).map { ($0[0], $0[1]) }
    }
  }
}

extension FeatureDataset.Part {
  /// The same for so many rows.
  fileprivate func matching(_ rows: Int) -> Self {
    Self(
      group: group, features: features, columns: columns, knownUntil: knownUntil, timeToLive: timeToLive,
      rowsMatched: rows, plan: plan)
  }
}

extension Columns.Column {
  /// The column with values as a feature's are; `nil` where it holds others. Without any value it can be of every type.
  fileprivate func typed(_ type: FeatureType) -> Columns.Column? {
    switch (type, values) {
    case (.integral, .integer), (.fractional, .real), (.string, .text): self
    case (.integral, _) where missingCount == count:
      Columns.Column(name, .integer(Array(repeating: 0, count: count)), validity: validity)
    case (.fractional, _) where missingCount == count:
      Columns.Column(name, .real(Array(repeating: 0, count: count)), validity: validity)
    default: nil
    }
  }

  /// Some rows.
  func picking(_ rows: [Int]) -> Columns.Column {
    var part: Validity?
    if let validity {
      var picked = Validity()
      for row in rows { picked.append(validity[row]) }
      part = picked
    }
    let values: ColumnValues =
      switch self.values {
      case .integer(let values): .integer(rows.map { values[$0] })
      case .real(let values): .real(rows.map { values[$0] })
      case .single(let values): .single(rows.map { values[$0] })
      case .text(let text): .text(DictionaryText(values: text.values, codes: rows.map { text.codes[$0] }))
      }
    return Columns.Column(name, values, validity: part)
  }
}
