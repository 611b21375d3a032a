import Warehouse

/// The SQL of a feature group's table. Names are checked and quoted; no value is ever part of the text.
struct FeatureGroupTable {
  /// Columns that every group's table has beside its features.
  static let bookkeeping = ["write_time", "api_invocation_time", "is_deleted"]
  static let reservedTables: Set<String> = ["feature_groups", "feature_definitions", "feature_ingestions"]

  let group: FeatureGroup

  private var table: String { "feature_store.\(Identifier.quoted(group.name))" }
  private var record: String { Identifier.quoted(group.recordIdentifier) }
  private var event: String { Identifier.quoted(group.eventTime) }
  private var featureList: String { group.features.map { Identifier.quoted($0.name) }.joined(separator: ", ") }

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

  /// The newest state of every record that is not deleted.
  var latestView: String {
    """
    CREATE VIEW feature_store.\(Identifier.quoted(group.name + "__latest")) AS
    SELECT \(featureList), write_time, api_invocation_time, is_deleted
    FROM \(Identifier.quoted(group.name)) AS newest
    WHERE is_deleted = 0
      AND NOT EXISTS (
        SELECT 1 FROM \(Identifier.quoted(group.name)) AS later
        WHERE later.\(record) = newest.\(record)
          AND (later.\(event), later.write_time) > (newest.\(event), newest.write_time))
    """
  }

  /// Appends the rows of `source`, a SELECT, at `:write_time`. Where the table has rows already, a record whose newest
  /// state at that event time is the same in every feature is left out.
  func append(from source: String, isEmpty: Bool) -> String {
    let unchanged = group.features.map { "known.\(Identifier.quoted($0.name)) IS batch.\(Identifier.quoted($0.name))" }
    let condition = """
      WHERE NOT EXISTS (
        SELECT 1 FROM \(table) AS known
        WHERE known.\(record) = batch.\(record) AND known.\(event) = batch.\(event) AND known.is_deleted = 0
          AND known.write_time = (
            SELECT max(write_time) FROM \(table) AS any
            WHERE any.\(record) = batch.\(record) AND any.\(event) = batch.\(event))
          AND \(unchanged.joined(separator: " AND ")))
      """
    return """
      INSERT INTO \(table) (\(featureList), write_time, api_invocation_time, is_deleted)
      SELECT \(featureList), :write_time, :write_time, 0
      FROM (\(source)) AS batch
      \(isEmpty ? "" : condition)
      """
  }
}
