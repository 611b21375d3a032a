import GRDB
import Warehouse

/// A group of a request with what its tables say at one moment.
struct WantedGroup {
  let group: FeatureGroup
  let features: [Feature]
  /// The newest write that counts; `nil` where the group is empty.
  let knownUntil: String?
  let timeToLive: TimeToLive?
  let recordCount: Int
  /// A plan that is to be used whatever the sizes.
  let plan: FeatureDataset.Plan?
}

extension FeatureStore {
  /// Reads the groups of a request in one snapshot: their bounds belong to the same moment.
  func wantedGroups(_ request: DatasetRequest, bounds: [String?]?) throws -> [WantedGroup] {
    guard !request.groups.isEmpty else {
      throw FeatureStoreError(
        code: "no-groups", subject: "dataset", expected: "at least one feature group", found: "none",
        remedy: "name groups, as in --groups a,b")
    }
    let asKnownAt = try request.asKnownAt.map { try GroupReads.moment($0, request.timeZone, "as-known-at time").text }
    return try warehouse.read([.featureStore]) { db in
      try request.groups.enumerated().map { index, choice in
        guard let group = try StoredGroups.group(named: choice.group, db) else {
          throw FeatureStoreError.unknownGroup(
            choice.group,
            known: try String.fetchAll(
              db, sql: "SELECT feature_group_name FROM feature_store.feature_groups ORDER BY 1"))
        }
        let features = try choice.features.map { names in
          try names.map { name in
            guard let feature = group.feature(name) else { throw FeatureStoreError.unknownFeature(name, in: group) }
            return feature
          }
        }
        let (newest, count) = try state(of: group, db)
        let bound =
          bounds.map { $0[index] } ?? [newest, asKnownAt].compactMap(\.self).min().flatMap { newest == nil ? nil : $0 }
        let time: TimeToLive? =
          if let times = request.timesToLive { times[index] } else {
            switch request.expiry {
            case .groups: group.timeToLive
            case .after(let time): time
            case .never: nil
            }
          }
        return WantedGroup(
          group: group, features: features ?? group.values, knownUntil: bound, timeToLive: time, recordCount: count,
          plan: request.plan)
      }
    }
  }

  /// The newest write and the number of rows. The table itself is asked where no write was noted: other programs may have
  /// filled it.
  private func state(of group: FeatureGroup, _ db: Database) throws -> (newest: String?, count: Int) {
    let row = try Row.fetchOne(
      db, sql: "SELECT last_write_time, record_count FROM feature_store.feature_groups WHERE feature_group_name = ?",
      arguments: [group.name])
    if let newest = row?[0] as String? { return (newest, row?[1] ?? 0) }
    let table = FeatureGroupTable(group: group).table
    return (
      try String.fetchOne(db, sql: "SELECT max(write_time) FROM \(table)"),
      try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
    )
  }
}
