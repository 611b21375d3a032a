import Warehouse

extension GroupReads {
  /// Which of a group's two times two moments are compared by.
  public enum DiffTime: String, Sendable, CaseIterable {
    /// What the store knew at either moment: write times.
    case write
    /// What was true at either moment, as far as is known today: event times.
    case event
  }

  /// What changed between two moments: how many records are new, gone, changed and unchanged, and how often each feature
  /// changed among the records that were there both times.
  /// - Throws: ``FeatureStoreError`` where a text is no time.
  public func diff(
    from: String, to: String, by time: DiffTime, timeZone: TimeZoneRule? = nil
  ) throws -> RecordQuery {
    let table = FeatureGroupTable(group: group)
    let clock = time == .write ? "write_time" : table.event
    func state(_ parameter: String) -> String {
      """
      SELECT * FROM (
          SELECT \(table.columnList), max(\(table.event) || write_time) AS newest
          FROM \(table.table) WHERE \(clock) <= \(parameter) GROUP BY \(table.record))
        WHERE is_deleted = 0
      """
    }
    let values = group.values + [group.feature(group.eventTime)].compactMap(\.self)
    let differs = values.map { "old.\(Identifier.quoted($0.name)) IS NOT new.\(Identifier.quoted($0.name))" }
    let counts = values.enumerated().map { index, feature in
      """
      UNION ALL
      SELECT \(index + 5), 'feature', \(Self.literal(feature.name)), coalesce(sum(f\(index)), 0) FROM pair WHERE kind = 'both'
      """
    }
    return RecordQuery(
      sql: """
        -- What changed in \(group.name) between two moments, by \(time == .write ? "what was known" : "what was true")?
        -- @param from TEXT -    the first moment
        -- @param to TEXT -    the second moment
        WITH old AS MATERIALIZED (
          \(state(":from"))
        ),
        new AS MATERIALIZED (
          \(state(":to"))
        ),
        pair AS MATERIALIZED (
          SELECT 'both' AS kind, \(differs.isEmpty ? "0" : differs.joined(separator: " OR ")) AS is_changed,
            \(differs.enumerated().map { "\($1) AS f\($0)" }.joined(separator: ",\n    "))
          FROM old JOIN new ON new.\(table.record) = old.\(table.record)
        )
        SELECT what, name, count FROM (
          SELECT 1 AS place, 'records' AS what, 'new' AS name, count(*) AS count
          FROM new WHERE NOT EXISTS (SELECT 1 FROM old WHERE old.\(table.record) = new.\(table.record))
          UNION ALL
          SELECT 2, 'records', 'gone', count(*)
          FROM old WHERE NOT EXISTS (SELECT 1 FROM new WHERE new.\(table.record) = old.\(table.record))
          UNION ALL
          SELECT 3, 'records', 'changed', coalesce(sum(is_changed), 0) FROM pair
          UNION ALL
          SELECT 4, 'records', 'unchanged', coalesce(sum(NOT is_changed), 0) FROM pair
          \(counts.joined(separator: "\n"))
        )
        ORDER BY place
        """, origin: "feature group \(group.name)",
      parameters: [
        "from": .text(try Self.moment(from, timeZone, "--from").text),
        "to": .text(try Self.moment(to, timeZone, "--to").text),
      ])
  }

  /// The name of a feature as a text of SQL: names are the group's own, quotation marks doubled.
  private static func literal(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
}
