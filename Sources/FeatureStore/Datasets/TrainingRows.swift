public import Columns
public import Warehouse

/// The rows of several tables with their features taken from a group, each as it was at the row's own time.
public struct TrainingRows: Sendable {
  /// All rows in one dataset, for ``FeatureStore/note(_:run:destination:)``.
  public let dataset: FeatureDataset
  /// The features of the rows of each table, in the order that was asked for.
  public let parts: [ColumnTable]
}

extension FeatureStore {
  /// Takes the rows of tables that hold a group's record identifier and event time, such as train, validation and test, and
  /// the features that the group had for them.
  ///
  /// ```swift
  /// let rows = try store.trainingRows(in: tables, of: "retail_demand_features", features: names + [label])
  /// try store.note(rows.dataset, run: run.identifier, destination: "training")
  /// ```
  /// - Throws: ``FeatureStoreError`` for an unknown group or feature; `WarehouseError` for a table without the two columns.
  public func trainingRows(in tables: [TableName], of group: String, features: [String]) throws -> TrainingRows {
    let group = try existingGroup(group)
    let (record, event) = (Identifier.quoted(group.recordIdentifier), Identifier.quoted(group.eventTime))
    let rows = tables.enumerated().map { index, table in
      "SELECT \(index) AS part, \(record), \(event) FROM \(table.sql)"
    }
    // UNION ALL keeps the tables apart, but promises no order.
    let sql = "SELECT * FROM (\(rows.joined(separator: " UNION ALL "))) ORDER BY part, \(event), \(record)"
    let dataset = try dataset(
      DatasetRequest(
        entities: .query(sql: sql, parameters: [:]), groups: [.init(group.name, features: features)],
        entityTime: group.eventTime, expiry: .never))
    guard case .integer(let parts) = dataset.columns.columns[0].values else {
      return TrainingRows(dataset: dataset, parts: tables.map { _ in dataset.columns })
    }
    let names = dataset.parts[0].columns
    var start = 0
    let tables = try tables.indices.map { part in
      let end = parts[start...].firstIndex { $0 != part } ?? parts.count
      defer { start = end }
      return try ColumnTable(
        zip(features, names).map { feature, name in
          var column = try dataset.columns.column(name).rows(start..<end)
          column.name = feature
          return column
        })
    }
    return TrainingRows(dataset: dataset, parts: tables)
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
