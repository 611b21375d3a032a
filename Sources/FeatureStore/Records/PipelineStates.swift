import GRDB
import GRDBSQLite
import Warehouse

/// What pipelines wrote to a group before, for a batch of a pipeline that meets the changes of users.
///
/// Where somebody else wrote the newest state of a record at an event time, the state that a pipeline wrote last tells whether
/// the raw data changed since. Where they did not, the correction or deletion of the user stays.
final class PipelineStates {
  /// For each feature whether the pipeline gives it. What it does not give belongs to users.
  let isGiven: [Bool]
  private let connection: OpaquePointer
  private let states: OpaquePointer
  private let writeTimeColumn: CInt
  private let readWriteTimes: () throws -> Set<String>
  private var writeTimes: Set<String>?

  /// What a row of the batch is to the newest state, which differs from it.
  enum Verdict {
    /// A pipeline wrote the state: the raw data changed.
    case changed
    /// Somebody else wrote the state, and the raw data are as they were when a pipeline wrote last.
    case corrected
    /// Somebody else wrote the state, and the raw data changed since.
    case outdated
    /// Somebody else wrote the state, as the pipeline's but for features that the pipeline does not give.
    case extended
  }

  /// - Parameter columns: what the pipeline's rows have, in lower case.
  init(_ db: Database, table: FeatureGroupTable, columns: Set<String>) throws {
    guard let connection = db.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
    self.connection = connection
    isGiven = table.group.features.map { columns.contains($0.name.lowercased()) }
    writeTimeColumn = CInt(table.group.features.count + 1)
    states = try StatementValues.prepare(table.statesAtEvent, on: connection)
    readWriteTimes = {
      try String.fetchSet(
        db,
        sql: """
          SELECT write_time FROM feature_store.feature_ingestions
          WHERE feature_group_name = ? AND source_kind IS NULL
          """, arguments: [table.group.name])
    }
  }

  /// The columns that a pipeline's tables have, in lower case.
  static func columns(of tables: [TableName], in warehouse: Warehouse) throws -> Set<String> {
    let catalog = Catalog(warehouse)
    return Set(try tables.flatMap { try catalog.columns(of: $0).map { $0.name.lowercased() } })
  }

  deinit { sqlite3_finalize(states) }

  /// Compares a row with what a pipeline wrote last for its record and event time.
  /// - Parameter newest: a statement whose row is the newest state, which is not the row's; both have the same columns.
  func verdict(on values: [StoredValue], record: Int, event: Int, newest: OpaquePointer) throws -> Verdict {
    let known = try writeTimes ?? readWriteTimes()
    writeTimes = known
    if known.contains(writeTime(newest)) { return .changed }
    StatementValues.bind(values[record], states, 1)
    StatementValues.bind(values[event], states, 2)
    defer { sqlite3_reset(states) }
    while try StatementValues.step(states, on: connection) {
      guard known.contains(writeTime(states)) else { continue }
      let given = values.indices.filter { isGiven[$0] }
      let isDeletion = writeTimeColumn - 1
      guard given.allSatisfy({ StatementValues.equals(values[$0], states, CInt($0)) }) else {
        let isExtension = (given.map { CInt($0) } + [isDeletion]).allSatisfy {
          StatementValues.equals(states, newest, $0)
        }
        return isExtension ? .extended : .outdated
      }
      return .corrected
    }
    return .outdated
  }

  private func writeTime(_ statement: OpaquePointer) -> String {
    StatementValues.text(statement, writeTimeColumn).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

extension RecordSource {
  /// Whether the rows are those of a pipeline's tables.
  var isPipeline: Bool { if case .tables = self { true } else { false } }
}
