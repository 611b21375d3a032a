import GRDB
public import Warehouse

extension FeatureStore {
  /// The groups whose newest event is older than `limit`, or that have none. Deletions are no events; an event in the future is
  /// not older than anything.
  public func groups(withoutEventsFor limit: TimeToLive, at now: UTCTimestamp) throws -> [String] {
    try warehouse.read([.featureStore]) { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT feature_group_name FROM feature_store.feature_groups
          WHERE last_live_event_time IS NULL
            OR last_live_event_time < strftime('%Y-%m-%dT%H:%M:%fZ', :now, '-' || :seconds || ' seconds')
          ORDER BY 1
          """, arguments: ["now": now.description, "seconds": limit.seconds])
    }
  }
}
