import GRDB
import Warehouse

extension FeatureStore {
  /// The pipeline that fills a group, if one does.
  func fillingPipeline(of group: FeatureGroup) throws -> String? {
    try warehouse.read([.featureStore]) { db in
      try String.fetchOne(
        db, sql: "SELECT pipeline_name FROM feature_store.feature_groups WHERE feature_group_name = ?",
        arguments: [group.name])
    }
  }

  /// What to say where records are wanted from a group's own source and it has none: who fills it, and how else it is done.
  public func missingSource(of group: FeatureGroup) throws -> FeatureStoreError {
    let pipeline = try fillingPipeline(of: group)
    let others = "give --query or --file, or set a source with `stockroom features update \(group.name) --source SQL`"
    return FeatureStoreError(
      code: "no-source", subject: "feature group \(group.name)", expected: "a source query",
      found: pipeline.map { "none: pipeline \($0) fills it" } ?? "none",
      remedy: pipeline.map { "`stockroom pipeline run \($0)` fills it; to add records beside it, \(others)" } ?? others)
  }
}
