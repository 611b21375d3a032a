import Warehouse

/// What is to be found of one group: its definition, the wanted features, what counts as known and as expired.
struct GroupLookup: Sendable {
  let group: FeatureGroup
  let features: [Feature]
  /// The newest write that counts.
  let knownUntil: String
  let timeToLive: TimeToLive?
  let order: EntityOrder
  let warehouse: Warehouse

  private var table: FeatureGroupTable { FeatureGroupTable(group: group) }
  private var origin: String { "feature group \(group.name)" }
  private var selection: String {
    ([table.event, "is_deleted"] + features.map { Identifier.quoted($0.name) }).joined(separator: ", ")
  }

  /// Whether a state is too old for a row.
  func isExpired(_ event: Int64, at time: Int64) -> Bool {
    timeToLive.map { time - event > $0.seconds * 1000 } ?? false
  }

  private func identifier(_ place: Int) -> SQLValue {
    let key = order.keys[place]
    return order.texts.map { .text($0.text(Int(key))) } ?? .integer(key)
  }

  /// Finds the states of a stretch of the order by one search in the index for each row.
  func search(_ stretch: Range<Int>) throws -> FoundRows {
    var found = FoundRows(rowCount: stretch.count, features: features)
    let cursor = try QuerySession(warehouse, databases: [.featureStore]).prepare(
      """
      SELECT \(selection) FROM \(table.table)
      WHERE \(table.record) = :record AND \(table.event) <= :time AND write_time <= :known
      ORDER BY \(table.event) DESC, write_time DESC LIMIT 1
      """, origin: origin, parameters: ["record": .null, "time": .null, "known": .null])
    for place in stretch {
      let index = place - stretch.lowerBound
      if index > 0, order.keys[place] == order.keys[place - 1], order.times[place] == order.times[place - 1] {
        found.match[index] = found.match[index - 1]
        continue
      }
      let time = order.times[place]
      cursor.restart([identifier(place), .text(EventTime(milliseconds: time).text), .text(knownUntil)])
      guard try cursor.step(), cursor.integer(1) == 0 else { continue }
      let event = cursor.withText(0) { EventTime(canonical: $0)?.milliseconds ?? .max }
      if isExpired(event, at: time) { continue }
      found.match[index] = found.add(cursor, from: 2, event: event)
    }
    return found
  }

  /// Finds the states of a stretch of the order by walking backwards through the group's records and the order together.
  ///
  /// A condition in the SQL sees the key of every record and says whether a row is waiting for it; only then SQLite looks at
  /// its other columns.
  func walk(_ stretch: Range<Int>) throws -> FoundRows {
    var found = FoundRows(rowCount: stretch.count, features: features)
    let session = try QuerySession(warehouse, databases: [.featureStore])
    let waiting = WaitingRows(order, stretch, knownUntil: knownUntil)
    session.addCondition("row_is_waiting", argumentCount: 3) { waiting.isWaiting($0) }
    let cursor = try session.prepare(
      """
      SELECT \(selection) FROM \(table.table)
      WHERE \(table.record) BETWEEN :first AND :last AND row_is_waiting(\(table.record), \(table.event), write_time)
      ORDER BY \(table.record) DESC, \(table.event) DESC, write_time DESC
      """, origin: origin,
      parameters: ["first": identifier(stretch.lowerBound), "last": identifier(stretch.upperBound - 1)])
    while try cursor.step() {
      let isDeleted = cursor.integer(1) != 0
      var state: Int32 = -1
      while waiting.isServed {
        if !isDeleted, !isExpired(waiting.event, at: order.times[waiting.place]) {
          if state < 0 { state = found.add(cursor, from: 2, event: waiting.event) }
          found.match[waiting.place - stretch.lowerBound] = state
        }
        waiting.place -= 1
      }
      if waiting.place < stretch.lowerBound { break }
    }
    return found
  }
}
