import Foundation
import GRDB
public import Warehouse

extension FeatureStore {
  /// What an ingestion did.
  public struct Ingestion: Sendable, Equatable {
    /// The key of the batch in the table `feature_ingestions`.
    public let batch: String
    /// Rows of the batch.
    public let rowsRead: Int
    /// Rows that were new or changed and so were appended.
    public let rowsWritten: Int
    /// Rows that were kept aside.
    public let rowsRejected: Int
    /// Rows of a pipeline that were left out because the raw data are as before, and somebody has corrected or deleted the
    /// record since: that stays.
    public let correctionsKept: Int
    /// Rows of a pipeline that were written over a correction or deletion, because the raw data changed.
    public let correctionsOverwritten: Int
    /// The batch of that key that was taken in before, so that nothing was done now; the counts are those of then.
    public let earlier: EarlierBatch?
  }

  /// A batch that the group has.
  public struct EarlierBatch: Sendable, Equatable {
    /// When it was written.
    public let writeTime: String
    /// The file, query or tables that it was taken from, where that is known.
    public let source: String?
  }

  /// Appends the rows of tables that have the group's features among their columns: the batch of a pipeline.
  ///
  /// What others wrote to the group stays as long as the raw data do not change: where a row is as a pipeline wrote it last,
  /// and somebody has corrected or deleted that record at that event time since, nothing is written. Where it is another, it
  /// is newer than the correction, and is written. Features that the tables lack keep the values that users gave them.
  /// - Parameter execution: keys the batch; the same execution again finds its batch and writes nothing.
  public func ingest(into group: FeatureGroup, from tables: [TableName], execution: String) throws -> Ingestion {
    try ingest(.tables(tables), into: group, IngestOptions(batch: execution))
  }

  /// Appends rows. Every row is checked before it is written: names, types, times, ranges. What the group has already,
  /// unchanged, is left out, so that an exact repeat of a batch writes nothing.
  ///
  /// The same record at the same event time with other values is appended as its newer state; within one batch, where
  /// nothing tells which is newer, it is a bad row. A column that the group lacks is an error.
  /// - Throws: ``FeatureStoreError`` with row and column of the first bad row, unless bad rows are kept aside. An error leaves
  ///   the group as it was.
  @discardableResult
  public func ingest(
    _ source: RecordSource, into group: FeatureGroup, _ options: IngestOptions = IngestOptions()
  ) throws -> Ingestion {
    let group = try existingGroup(group.name)
    if case .reject(let file) = options.badRows {
      try RejectedRows.check(file, apartFrom: source, in: warehouse)
    }
    if let batch = options.batch, let known = try knownBatch(batch, of: group.name) { return known }
    let rows = try source.rows(for: group, in: warehouse, keepsMalformed: options.badRows != .stop)
    let batch = options.batch ?? warehouse.surroundings.identifier()
    let writing = try BatchWriting(
      rows, into: group, timeZone: options.timeZone, allowsMissing: false, isPipeline: source.isPipeline)
    let given: Set<String>? =
      if case .tables(let tables) = source { try PipelineStates.columns(of: tables, in: warehouse) } else { nil }
    return try warehouse.write(.featureStore) { db in
      if let known = try Self.knownBatch(batch, of: group.name, db) { return known }
      let rejects: RejectedRows? =
        if case .reject(let file) = options.badRows { try RejectedRows(file, of: rows) } else { nil }
      let stamp = try WriteStamp(db, group: group.name, surroundings: warehouse.surroundings)
      let newest = try newestEvent(of: group, db)
      // The table's own check of times is for what other programs write: these rows are checked more strictly already.
      try db.execute(sql: "PRAGMA ignore_check_constraints = ON")
      let table = FeatureGroupTable(group: group)
      let pipeline = try given.map { try PipelineStates(db, table: table, columns: $0) }
      let writer = try RecordWriter(
        db, table: table, stamp: stamp, newestEvent: newest, isEmpty: newest == nil, pipeline: pipeline)
      let outcome = try writing.run(writer, rejects: rejects)
      try db.execute(sql: "PRAGMA ignore_check_constraints = OFF")
      try rejects?.finish()
      try stamp.note(db, group: group.name, written: writer, newestBefore: newest)
      let lineage = rows.source
      try db.execute(
        sql: """
          INSERT INTO feature_store.feature_ingestions
            (feature_group_name, execution_id, write_time, rows_read, rows_written, rows_rejected, source, ingested_by,
             source_kind, source_sha256, source_byte_count, source_tables, corrections_kept,
             corrections_overwritten)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          group.name, batch, stamp.writeTime, outcome.read, writer.written, outcome.rejected, rows.origin,
          warehouse.surroundings.user, lineage?.kind, lineage?.sha256, lineage?.byteCount,
          try lineage?.tables.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) },
          writer.correctionsKept, writer.correctionsOverwritten,
        ])
      return Ingestion(
        batch: batch, rowsRead: outcome.read, rowsWritten: writer.written, rowsRejected: outcome.rejected,
        correctionsKept: writer.correctionsKept, correctionsOverwritten: writer.correctionsOverwritten, earlier: nil)
    }
  }

  private func knownBatch(_ batch: String, of group: String) throws -> Ingestion? {
    try warehouse.read([.featureStore]) { db in try Self.knownBatch(batch, of: group, db) }
  }

  /// When a batch was written to a group: what the group held then is what was written until that moment.
  /// - Returns: `nil` where there is no such batch.
  package func writeTime(ofBatch batch: String, in group: String) throws -> String? {
    try warehouse.read([.featureStore]) { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT write_time FROM feature_store.feature_ingestions WHERE feature_group_name = ? AND execution_id = ?
          """, arguments: [group, batch])
    }
  }

  private static func knownBatch(_ batch: String, of group: String, _ db: Database) throws -> Ingestion? {
    try Row.fetchOne(
      db,
      sql: """
        SELECT rows_read, rows_written, rows_rejected, write_time, source, corrections_kept, corrections_overwritten
        FROM feature_store.feature_ingestions
        WHERE feature_group_name = ? AND execution_id = ?
        """, arguments: [group, batch]
    ).map { row in
      Ingestion(
        batch: batch, rowsRead: row[0], rowsWritten: row[1], rowsRejected: row[2], correctionsKept: row[5],
        correctionsOverwritten: row[6], earlier: EarlierBatch(writeTime: row[3], source: row[4]))
    }
  }

  /// The newest event time of the group's table, `nil` where it is empty. Groups of an older version, and tables that other
  /// programs wrote to, are searched once.
  func newestEvent(of group: FeatureGroup, _ db: Database) throws -> EventTime? {
    let table = FeatureGroupTable(group: group)
    let known = try String.fetchOne(
      db, sql: "SELECT last_event_time FROM feature_store.feature_groups WHERE feature_group_name = ?",
      arguments: [group.name])
    guard let text = try known ?? String.fetchOne(db, sql: "SELECT max(\(table.event)) FROM \(table.table)") else {
      return nil
    }
    return try? TimeReader(rounding: .up).read(text)
  }
}
