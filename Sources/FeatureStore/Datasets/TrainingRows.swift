public import Columns
public import Warehouse

/// The rows of several tables with their features taken from a group, each as it was at the row's own time.
public struct TrainingRows: Sendable {
  /// All rows in one dataset, for ``FeatureStore/note(_:run:destination:object:)``.
  public let dataset: FeatureDataset
  /// The rows of each table.
  public let ranges: [Range<Int>]
  private let features: [(name: String, column: String)]

  init(dataset: FeatureDataset, ranges: [Range<Int>], features: [String]) {
    self.dataset = dataset
    self.ranges = ranges
    self.features = zip(features, dataset.parts.first?.columns ?? []).map { ($0, $1) }
  }

  /// The column of a feature for the rows of all tables, one table after the other.
  public func column(_ feature: String) throws -> Column {
    try dataset.columns.column(features.first { $0.name == feature }?.column ?? feature)
  }

  /// The features of the rows of each table, in the order that was asked for.
  public var parts: [ColumnTable] {
    get throws {
      try ranges.map { range in
        try ColumnTable(
          features.map { feature in
            var column = try dataset.columns.column(feature.column).rows(range)
            column.name = feature.name
            return column
          })
      }
    }
  }
}

extension FeatureStore {
  /// Takes the rows of tables that hold a group's record identifier and event time, such as train, validation and test, and
  /// the features that the group had for them. The rows are in the order of the tables.
  ///
  /// ```swift
  /// let rows = try store.trainingRows(in: tables, of: "retail_demand_features", features: names + [label])
  /// try store.note(rows.dataset, run: run.identifier, destination: FeatureStore.training)
  /// ```
  /// - Parameter asKnownAt: only what was written to the group until then counts, where it is given.
  /// - Throws: ``FeatureStoreError`` for an unknown group or feature; `WarehouseError` for a table without the two columns.
  public func trainingRows(
    in tables: [TableName], of group: String, features: [String], asKnownAt: String? = nil
  ) throws -> TrainingRows {
    let group = try existingGroup(group)
    let (rows, ranges) = try entities(in: tables, of: group.recordIdentifier, at: group.eventTime, with: [])
    let dataset = try dataset(
      DatasetRequest(
        entities: .columns(rows), groups: [.init(group.name, features: features)], entityTime: group.eventTime,
        asKnownAt: asKnownAt, expiry: .never))
    return TrainingRows(dataset: dataset, ranges: ranges, features: features)
  }

  /// The rows of tables one table after the other: the number of the table, record identifier, event time, other columns.
  package func entities(
    in tables: [TableName], of record: String, at event: String, with others: [String]
  ) throws -> (rows: ColumnTable, ranges: [Range<Int>]) {
    let keys = [record, event]
    let names = keys + others.filter { !keys.contains($0) }
    let number = names.contains { $0.lowercased() == "part" } ? "dataset_part" : "part"
    var ranges: [Range<Int>] = []
    var parts = try tables.enumerated().map { index, table in
      let rows = try ColumnReader.read(table, columns: names, in: warehouse)
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + rows.rowCount)
      return [Column(number, .integer(Array(repeating: Int64(index), count: rows.rowCount)))] + rows.columns
    }
    // Column by column, so that no more than one of them is there twice.
    let columns = try (parts.first ?? []).indices.map { index in
      var joined: ColumnTable?
      for part in parts.indices {
        let rows = try ColumnTable([parts[part][index]])
        parts[part][index] = Column("", .integer([]))
        joined = try joined?.appending(rows) ?? rows
      }
      return joined?.columns.first ?? Column("", .integer([]))
    }
    return (try ColumnTable(columns), ranges)
  }
}

extension Column {
  /// Some of the rows as a column of their own.
  fileprivate func rows(_ range: Range<Int>) -> Column {
    var part: Validity?
    if let validity {
      var rows = Validity()
      for row in range { rows.append(validity[row]) }
      part = rows
    }
    let values: ColumnValues =
      switch self.values {
      case .integer(let values): .integer(Array(values[range]))
      case .real(let values): .real(Array(values[range]))
      case .single(let values): .single(Array(values[range]))
      case .text(let text): .text(DictionaryText(values: text.values, codes: Array(text.codes[range])))
      }
    return Column(name, values, validity: part)
  }
}
