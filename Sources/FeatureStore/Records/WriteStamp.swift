import GRDB
import Warehouse

/// When a transaction writes to a group. Write times of a group strictly increase, whatever the clock does, so that the
/// newest of them tells exactly which rows a reader has seen.
struct WriteStamp {
  /// The write time of every row of the transaction.
  let writeTime: String
  /// When the call was made.
  let invocationTime: String

  /// The stamp of the transaction that `db` is in.
  init(_ db: Database, group: String, surroundings: Surroundings) throws {
    invocationTime = surroundings.now().description
    let last = try String.fetchOne(
      db, sql: "SELECT last_write_time FROM feature_store.feature_groups WHERE feature_group_name = ?",
      arguments: [group])
    guard let last, last >= invocationTime, let moment = try? TimeReader(rounding: .up).read(last) else {
      writeTime = invocationTime
      return
    }
    writeTime = EventTime(milliseconds: moment.milliseconds + 1).text
  }

  /// Notes in the group what was written.
  /// - Parameter newest: the newest event time of the table before.
  func note(_ db: Database, group: String, written writer: RecordWriter, newestBefore newest: EventTime?) throws {
    guard writer.written > 0 else { return }
    try db.execute(
      sql: """
        UPDATE feature_store.feature_groups SET
          record_count = record_count + :rows, last_write_time = :write_time,
          last_event_time = max(coalesce(last_event_time, :event), :event),
          last_live_event_time = coalesce(
            max(coalesce(last_live_event_time, :before), :live), last_live_event_time, :before, :live)
        WHERE feature_group_name = :group
        """,
      arguments: [
        "rows": writer.written, "write_time": writeTime,
        "event": [newest, writer.newestEvent].compactMap(\.self).max()?.text, "before": newest?.text,
        "live": writer.newestLiveEvent?.text, "group": group,
      ])
  }
}
