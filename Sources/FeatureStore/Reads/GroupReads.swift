import Warehouse

/// The questions that a group's records answer.
///
/// The state of a record at a moment is its newest row by event time, then by write time, that is not later than the moment.
/// Where that row says deleted, or is older than the group's time to live, the record has no state.
public struct GroupReads: Sendable {
  let group: FeatureGroup
  private let table: FeatureGroupTable

  /// The questions about a group.
  public init(_ group: FeatureGroup) {
    self.group = group
    table = FeatureGroupTable(group: group)
  }

  private var origin: String { "feature group \(group.name)" }

  /// The rows with the newest event times, history and deletions among them.
  public func head(_ count: Int) -> RecordQuery {
    RecordQuery(
      sql: """
        -- The newest rows of \(group.name), history and deletions among them.
        SELECT \(table.columnList)
        FROM \(table.table)
        ORDER BY \(table.event) DESC, \(table.record) DESC, write_time DESC
        LIMIT :rows
        """, origin: origin, parameters: ["rows": .integer(Int64(count))])
  }

  /// The newest state of every record, or of one, that is not deleted.
  /// - Throws: ``FeatureStoreError`` where the text is no identifier of the group.
  public func latest(_ record: String? = nil, limit: Int? = nil) throws -> RecordQuery {
    var parameters: [String: SQLValue] = ["rows": .integer(Int64(limit ?? -1))]
    if let record { parameters["record"] = try group.identifier(record) }
    return RecordQuery(
      sql: """
        -- The newest state of \(record == nil ? "every record" : "a record") of \(group.name) that is not deleted.
        SELECT \(table.columnList)
        FROM \(table.viewName)
        \(record == nil ? "" : "WHERE \(table.record) = :record\n")ORDER BY \(table.record)
        LIMIT :rows
        """, origin: origin, parameters: parameters)
  }

  /// Everything that was ever written of a record, the newest state first.
  /// - Throws: ``FeatureStoreError`` where the text is no identifier of the group.
  public func history(_ record: String) throws -> RecordQuery {
    RecordQuery(
      sql: """
        -- Everything that was ever written of a record of \(group.name), the newest state first.
        SELECT \(table.columnList)
        FROM \(table.table)
        WHERE \(table.record) = :record
        ORDER BY \(table.event) DESC, write_time DESC
        """, origin: origin, parameters: ["record": try group.identifier(record)])
  }

  /// The state of every record, or of one, at a moment.
  /// - Parameters:
  ///   - time: the moment, any form of time with a zone; a date alone is the first moment of its day.
  ///   - known: only what was written until then counts.
  ///   - limit: at most so many records.
  /// - Throws: ``FeatureStoreError`` where a text is no time or no identifier.
  public func asOf(
    _ time: String, knownAt known: String? = nil, record: String? = nil, timeZone: TimeZoneRule? = nil,
    limit: Int? = nil
  ) throws -> RecordQuery {
    let moment = try Self.moment(time, timeZone, "time")
    var parameters: [String: SQLValue] = [
      "time": .text(moment.text), "rows": .integer(Int64(limit ?? -1)),
      "known": try known.map { .text(try Self.moment($0, timeZone, "known time").text) } ?? .null,
      "since": expiry(moment) ?? .null,
    ]
    if let record { parameters["record"] = try group.identifier(record) }
    return RecordQuery(
      sql: """
        -- The state of \(record == nil ? "every record" : "a record") of \(group.name) at a moment.
        -- In a query with max(), SQLite takes the other columns from the row that has the maximum.
        -- @param time TEXT -    the moment
        -- @param known TEXT NULL    only what was written until then
        -- @param since TEXT NULL    states of an older event time have expired
        SELECT \(table.columnList)
        FROM (
          SELECT \(table.columnList), max(\(table.event) || write_time) AS newest
          FROM \(table.table)
          WHERE \(table.event) <= :time AND (:known IS NULL OR write_time <= :known)\
        \(record == nil ? "" : " AND \(table.record) = :record")
          GROUP BY \(table.record)
        )
        WHERE is_deleted = 0 AND (:since IS NULL OR \(table.event) >= :since)
        ORDER BY \(table.record)
        LIMIT :rows
        """, origin: origin, parameters: parameters)
  }

  /// The oldest event time of a state that is true at a moment; `nil` where states are true for ever.
  func expiry(_ moment: EventTime) -> SQLValue? {
    group.timeToLive.map {
      .text(EventTime(milliseconds: max(EventTime.range.lowerBound, moment.milliseconds - $0.seconds * 1000)).text)
    }
  }

  static func moment(_ text: String, _ zone: TimeZoneRule?, _ what: String) throws -> EventTime {
    do throws(TimeReader.Complaint) {
      return try TimeReader(rounding: .down, zone: zone).read(text)
    } catch {
      throw FeatureStoreError(
        code: "time", subject: what, expected: error.expected, found: "\"\(text)\"", remedy: "correct the time")
    }
  }
}
