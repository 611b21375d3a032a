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
    let values = diffValues
    let record = Identifier.quoted(group.recordIdentifier)
    // One array of all counts: a term of the query for each feature would be too many for SQLite.
    let counts = values.enumerated().map { index, feature in
      "json_array(\(SQLLiteral.text(feature.name)), coalesce(sum(f\(index)), 0))"
    }
    return RecordQuery(
      sql: """
        -- What changed in \(group.name) between two moments, by \(time == .write ? "what was known" : "what was true")?
        \(Self.header(of: time, group))
        \(states(by: time)),
        pair AS MATERIALIZED (
          SELECT \(Self.joined(values.map(Self.differs), by: " OR ")) AS is_changed,
            \(values.enumerated().map { "\(Self.differs($1)) AS f\($0)" }.joined(separator: ",\n    "))
          FROM old JOIN new ON new.\(record) = old.\(record)
        ),
        changes AS MATERIALIZED (
          SELECT '[' || \(Self.joined(counts, by: " || ',' || ")) || ']' AS features
          FROM pair
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
          UNION ALL
          SELECT feature.key + 5, 'feature', feature.value ->> 0, feature.value ->> 1
          FROM changes, json_each(changes.features) AS feature
        )
        ORDER BY place
        """, origin: "feature group \(group.name)",
      parameters: try moments(from, to, by: time, timeZone))
  }

  /// The records that differ between two moments: one row for each that is new or gone, and one for each feature of a record
  /// that changed, with its value then and now.
  /// - Parameter limit: how many records are shown at most, those with the smallest identifiers; all of them where `nil`.
  /// - Throws: ``FeatureStoreError`` where a text is no time, and where the first moment is the later one.
  public func differences(
    from: String, to: String, by time: DiffTime, limit: Int? = nil, timeZone: TimeZoneRule? = nil
  ) throws -> RecordQuery {
    let values = diffValues
    let record = Identifier.quoted(group.recordIdentifier)
    let names = values.map { "json_quote(\(SQLLiteral.text($0.name)))" }
    func cases(_ expression: (Feature) -> String) -> String {
      values.enumerated().map { "WHEN \($0) THEN \(expression($1))" }.joined(separator: " ")
    }
    return RecordQuery(
      sql: """
        -- Which records of \(group.name) differ between two moments, by \(time == .write ? "what was known" : "what was true")?
        \(Self.header(of: time, group))
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
          FROM old JOIN new ON new.\(record) = old.\(record) WHERE \(Self.joined(values.map(Self.differs), by: " OR "))
          ORDER BY 1
          LIMIT :limit
        ),
        feature AS MATERIALIZED (
          SELECT key AS place, value AS name
          FROM json_each('[' || \(Self.joined(names, by: " || ',' || ")) || ']')
        )
        SELECT record AS \(record), change, feature, old_value, new_value FROM (
          SELECT -1 AS place, record, change, NULL AS feature, NULL AS old_value, NULL AS new_value
          FROM differing WHERE change <> 'changed'
          UNION ALL
          SELECT feature.place, differing.record, differing.change, feature.name,
            CASE feature.place \(cases { "old.\(Identifier.quoted($0.name))" }) END,
            CASE feature.place \(cases { "new.\(Identifier.quoted($0.name))" }) END
          FROM differing
          JOIN old ON old.\(record) = differing.record JOIN new ON new.\(record) = differing.record JOIN feature
          WHERE differing.change = 'changed' AND CASE feature.place \(cases(Self.differs)) END
        )
        ORDER BY record, place
        """, origin: "feature group \(group.name)",
      parameters: try moments(from, to, by: time, timeZone).merging(["limit": .integer(Int64(limit ?? -1))]) { $1 })
  }

  /// What is compared: all but the record identifier.
  private var diffValues: [Feature] { group.values + [group.feature(group.eventTime)].compactMap(\.self) }

  private static func differs(_ feature: Feature) -> String {
    let name = Identifier.quoted(feature.name)
    return "old.\(name) IS NOT new.\(name)"
  }

  /// Terms of a long expression in brackets of a hundred: SQLite takes no expression that is deeper than a thousand.
  private static func joined(_ terms: [String], by word: String) -> String {
    guard terms.count > 100 else { return terms.joined(separator: word) }
    return stride(from: 0, to: terms.count, by: 100).map { start in
      "(\(terms[start..<min(start + 100, terms.count)].joined(separator: word)))"
    }.joined(separator: word)
  }

  private static func header(of time: DiffTime, _ group: FeatureGroup) -> String {
    let moments = """
      -- @param from TEXT -    the first moment
      -- @param to TEXT -    the second moment
      """
    guard time == .event, group.timeToLive != nil else { return moments }
    return moments + """

      -- @param old_since TEXT -    states of an older event time have expired at the first moment
      -- @param new_since TEXT -    states of an older event time have expired at the second moment
      """
  }

  /// The states of the records at the two moments, as `old` and `new` of a WITH clause. By event, what has outlived the
  /// group's time to live at a moment was not true then.
  private func states(by time: DiffTime) -> String {
    let table = FeatureGroupTable(group: group)
    let clock = time == .write ? "write_time" : table.event
    let expires = time == .event && group.timeToLive != nil
    let states = [("old", ":from"), ("new", ":to")].map { name, moment in
      """
      \(name) AS MATERIALIZED (
        SELECT * FROM (
          SELECT \(table.columnList), max(\(table.event) || write_time) AS newest
          FROM \(table.table) WHERE \(clock) <= \(moment) GROUP BY \(table.record))
        WHERE is_deleted = 0\(expires ? " AND \(table.event) >= :\(name)_since" : "")
      )
      """
    }
    return "WITH " + states.joined(separator: ",\n")
  }

  private func moments(
    _ from: String, _ to: String, by time: DiffTime, _ timeZone: TimeZoneRule?
  ) throws -> [String: SQLValue] {
    let (first, second) = try (Self.moment(from, timeZone, "--from"), Self.moment(to, timeZone, "--to"))
    guard first.milliseconds <= second.milliseconds else {
      throw FeatureStoreError(
        code: "time", subject: "--from", expected: "a moment that is not after --to, \(second.text)", found: first.text,
        remedy: "exchange the two")
    }
    var parameters: [String: SQLValue] = ["from": .text(first.text), "to": .text(second.text)]
    if time == .event, let oldest = expiry(first) { parameters["old_since"] = oldest }
    if time == .event, let oldest = expiry(second) { parameters["new_since"] = oldest }
    return parameters
  }
}
