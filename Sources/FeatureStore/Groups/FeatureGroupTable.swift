import Warehouse

/// The SQL of a feature group's table. Names are checked and quoted; no value is ever part of the text.
///
/// The table is clustered by record, event time and write time: the states of a record lie side by side in the order in
/// which they were true, so that a point-in-time read is one search, and a read of many records one walk in order.
struct FeatureGroupTable {
  /// Columns that every group's table has beside its features.
  static let bookkeeping = ["write_time", "api_invocation_time", "is_deleted"]
  static let reservedTables: Set<String> = [
    "feature_groups", "feature_definitions", "feature_ingestions", "feature_group_tags", "feature_erasures",
    "grdb_migrations",
  ]

  let group: FeatureGroup

  var table: String { "feature_store.\(Identifier.quoted(group.name))" }
  var record: String { Identifier.quoted(group.recordIdentifier) }
  var event: String { Identifier.quoted(group.eventTime) }
  var featureList: String { group.features.map { Identifier.quoted($0.name) }.joined(separator: ", ") }
  var columnList: String { featureList + ", " + Self.bookkeeping.joined(separator: ", ") }

  /// The table: the newest write of a record at an event time is its state; older ones stay as history. `+0 days` makes
  /// SQLite compute the date anew, without which it takes 30 February as it stands.
  var creation: String {
    let columns = group.features.map { feature in
      let name = Identifier.quoted(feature.name)
      let isKey = feature.name == group.recordIdentifier || feature.name == group.eventTime
      let check =
        feature.name == group.eventTime ? " CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', \(name), '+0 days') IS \(name))" : ""
      return "  \(name) \(feature.type.sqlite)\(isKey ? " NOT NULL" : "")\(check)"
    }
    return """
      CREATE TABLE \(table) (
      \(columns.joined(separator: ",\n")),
        write_time TEXT NOT NULL,
        api_invocation_time TEXT NOT NULL,
        is_deleted INTEGER NOT NULL CHECK (is_deleted IN (0, 1)),
        PRIMARY KEY (\(record), \(event), write_time)
      ) STRICT, WITHOUT ROWID
      """
  }

  var viewName: String { "feature_store.\(Identifier.quoted(group.name + "__latest"))" }

  /// The newest state of every record that is not deleted.
  var latestView: String {
    """
    CREATE VIEW \(viewName) AS
    SELECT \(featureList), write_time, api_invocation_time, is_deleted
    FROM \(Identifier.quoted(group.name)) AS newest
    WHERE is_deleted = 0
      AND NOT EXISTS (
        SELECT 1 FROM \(Identifier.quoted(group.name)) AS later
        WHERE later.\(record) = newest.\(record)
          AND (later.\(event), later.write_time) > (newest.\(event), newest.write_time))
    """
  }

  /// Inserts one row; the parameters are the columns in their order.
  var insertion: String {
    let count = group.features.count + Self.bookkeeping.count
    let marks = Array(repeating: "?", count: count).joined(separator: ", ")
    return "INSERT INTO \(table) (\(columnList)) VALUES (\(marks))"
  }

  /// The newest state of a record at an event time: `?1` and `?2`.
  var stateAtEvent: String { statesAtEvent + " LIMIT 1" }

  /// All states of a record at an event time, `?1` and `?2`, the newest first.
  var statesAtEvent: String {
    """
    SELECT \(featureList), is_deleted, write_time FROM \(table)
    WHERE \(record) = ?1 AND \(event) = ?2 ORDER BY write_time DESC
    """
  }

  /// `FROM …`: the newest write of every record at every event time, where it is no deletion and the condition holds.
  func states(where condition: String) -> String {
    """
    FROM \(table) AS state WHERE is_deleted = 0 AND (\(condition)) AND NOT EXISTS (\
    SELECT 1 FROM \(table) AS later WHERE later.\(record) = state.\(record) \
    AND later.\(event) = state.\(event) AND later.write_time > state.write_time)
    """
  }
}
