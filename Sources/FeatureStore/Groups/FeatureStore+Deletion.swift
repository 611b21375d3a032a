import GRDB
import Warehouse

extension FeatureStore {
  /// How many noted datasets need a group to be made again. Those of a group of the same name that was there before are not
  /// counted: they cannot be made again anyway.
  func notedDatasetCount(of group: String) throws -> Int {
    try warehouse.read([.mlops, .featureStore]) { db in
      try Int.fetchOne(
        db,
        sql: """
          SELECT count(DISTINCT dataset_id)
          FROM mlops.feature_dataset_groups JOIN mlops.feature_datasets AS d USING (dataset_id)
          WHERE feature_group_name = ?1 AND d.created_at >= (
            SELECT g.created_at FROM feature_store.feature_groups AS g WHERE g.feature_group_name = ?1)
          """, arguments: [group]) ?? 0
    }
  }

  /// Deletes a group: its table with all history, its view and its definition.
  ///
  /// - Parameter force: whether also where a dataset was noted that needs the group to be made again.
  /// - Throws: ``FeatureStoreError`` where there is no such group, or datasets need it.
  public func delete(_ name: String, force: Bool = false) throws {
    let group = try existingGroup(name)
    let datasets = try notedDatasetCount(of: name)
    guard datasets == 0 || force else {
      throw FeatureStoreError(
        code: "group-in-use", subject: "feature group \(name)",
        expected: "a group that no noted dataset needs",
        found: datasets == 1
          ? "a dataset that could not be made again" : "\(datasets) datasets that could not be made again",
        remedy: "keep the group, or add --force; `stockroom features datasets` lists the datasets")
    }
    let table = FeatureGroupTable(group: group)
    try warehouse.write(.featureStore) { db in
      try db.execute(sql: "DROP VIEW IF EXISTS \(table.viewName)")
      try db.execute(sql: "DROP TABLE IF EXISTS \(table.table)")
      for ledger in ["feature_group_tags", "feature_definitions", "feature_ingestions", "feature_groups"] {
        try db.execute(sql: "DELETE FROM feature_store.\(ledger) WHERE feature_group_name = ?", arguments: [name])
      }
    }
  }
}
