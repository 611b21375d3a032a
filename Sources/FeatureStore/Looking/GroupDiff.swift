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
  /// - Throws: ``FeatureStoreError`` where a text is no time, and where the first moment is the later one.
  public func diff(
    from: String, to: String, by time: DiffTime, timeZone: TimeZoneRule? = nil
  ) throws -> RecordQuery {
    let values = group.values + [group.feature(group.eventTime)].compactMap(\.self)
    let differs = values.map { "old.\(Identifier.quoted($0.name)) IS NOT new.\(Identifier.quoted($0.name))" }
    let record = Identifier.quoted(group.recordIdentifier)
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
        \(states(by: time)),
        pair AS MATERIALIZED (
          SELECT 'both' AS kind, \(differs.isEmpty ? "0" : differs.joined(separator: " OR ")) AS is_changed,
            \(differs.enumerated().map { "\($1) AS f\($0)" }.joined(separator: ",\n    "))
          FROM old JOIN new ON new.\(record) = old.\(record)
        )
        SELECT what, name, count FROM (
          SELECT 1 AS place, 'records' AS what, 'new' AS name, count(*) AS count
          FROM new WHERE NOT EXISTS (SELECT 1 FROM old WHERE old.\(record) = new.\(record))
          UNION ALL
          SELECT 2, 'records', 'gone', count(*)
          FROM old WHERE NOT EXISTS (SELECT 1 FROM new WHERE new.\(record) = old.\(record))
          UNION ALL
          SELECT 3, 'records', 'changed', coalesce(sum(is_changed), 0) FROM pair
          UNION ALL
          SELECT 4, 'records', 'unchanged', coalesce(sum(NOT is_changed), 0) FROM pair
          \(counts.joined(separator: "\n"))
        )
        ORDER BY place
        """, origin: "feature group \(group.name)",
      parameters: try moments(from, to, timeZone))
  }

  /// The records that differ between two moments: one row for each that is new or gone, and one for each feature of a record
  /// that changed, with its value then and now.
  /// - Parameter limit: how many records are shown at most, those with the smallest identifiers; all of them where `nil`.
  /// - Throws: ``FeatureStoreError`` where a text is no time, and where the first moment is the later one.
  public func differences(
    from: String, to: String, by time: DiffTime, limit: Int? = nil, timeZone: TimeZoneRule? = nil
  ) throws -> RecordQuery {
    let values = group.values + [group.feature(group.eventTime)].compactMap(\.self)
    let record = Identifier.quoted(group.recordIdentifier)
    let differs = values.map { "old.\(Identifier.quoted($0.name)) IS NOT new.\(Identifier.quoted($0.name))" }
    let changes = values.enumerated().map { index, feature in
      let name = Identifier.quoted(feature.name)
      return """
        UNION ALL
          SELECT \(index + 1), record, change, \(Self.literal(feature.name)), old.\(name), new.\(name)
          FROM differing JOIN old ON old.\(record) = record JOIN new ON new.\(record) = record
          WHERE change = 'changed' AND \(differs[index])
        """
    }
    return RecordQuery(
      sql: """
        -- Which records of \(group.name) differ between two moments, by \(time == .write ? "what was known" : "what was true")?
        -- @param from TEXT -    the first moment
        -- @param to TEXT -    the second moment
        -- @param limit INTEGER -    how many records at most; -1 for all
        \(states(by: time)),
        differing AS MATERIALIZED (
          SELECT new.\(record) AS record, 'new' AS change
          FROM new WHERE NOT EXISTS (SELECT 1 FROM old WHERE old.\(record) = new.\(record))
          UNION ALL
          SELECT old.\(record), 'gone'
          FROM old WHERE NOT EXISTS (SELECT 1 FROM new WHERE new.\(record) = old.\(record))
          UNION ALL
          SELECT new.\(record), 'changed'
          FROM old JOIN new ON new.\(record) = old.\(record) WHERE \(differs.joined(separator: " OR "))
          ORDER BY 1
          LIMIT :limit
        )
        SELECT record AS \(record), change, feature, old_value, new_value FROM (
          SELECT 0 AS place, record, change, NULL AS feature, NULL AS old_value, NULL AS new_value
          FROM differing WHERE change <> 'changed'
          \(changes.joined(separator: "\n  "))
        )
        ORDER BY record, place
        """, origin: "feature group \(group.name)",
      parameters: try moments(from, to, timeZone).merging(["limit": .integer(Int64(limit ?? -1))]) { $1 })
  }

  /// The states of the records at the two moments, as `old` and `new` of a WITH clause.
  private func states(by time: DiffTime) -> String {
    let table = FeatureGroupTable(group: group)
    let clock = time == .write ? "write_time" : table.event
    let states = [("old", ":from"), ("new", ":to")].map { name, moment in
      """
      \(name) AS MATERIALIZED (
        SELECT * FROM (
          SELECT \(table.columnList), max(\(table.event) || write_time) AS newest
          FROM \(table.table) WHERE \(clock) <= \(moment) GROUP BY \(table.record))
        WHERE is_deleted = 0
      )
      """
    }
    return "WITH " + states.joined(separator: ",\n")
  }

  private func moments(_ from: String, _ to: String, _ timeZone: TimeZoneRule?) throws -> [String: SQLValue] {
    let (first, second) = try (Self.moment(from, timeZone, "--from"), Self.moment(to, timeZone, "--to"))
    guard first.milliseconds <= second.milliseconds else {
      throw FeatureStoreError(
        code: "time", subject: "--from", expected: "a moment that is not after --to, \(second.text)", found: first.text,
        remedy: "exchange the two")
    }
    return ["from": .text(first.text), "to": .text(second.text)]
  }

  /// The name of a feature as a text of SQL: names are the group's own, quotation marks doubled.
  private static func literal(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
}
