import Foundation
import GRDB

/// The table `mlops.queries`: Athena's query history.
public struct QueryHistory: Sendable {
  private let warehouse: Warehouse

  /// The history of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// What came of a query.
  public enum Outcome: Sendable {
    case succeeded(rowCount: Int)
    case failed(message: String)
  }

  /// Adds a row. History is best effort: where it cannot be written (a read-only warehouse, a full disk), the answer to the
  /// query stands all the same.
  public func record(
    name: String?, sql: String, parameters: [String: SQLValue], startedAt: UTCTimestamp, outcome: Outcome
  ) {
    let (status, rowCount, message): (String, Int?, String?) =
      switch outcome {
      case .succeeded(let rowCount): ("SUCCEEDED", rowCount, nil)
      case .failed(let message): ("FAILED", nil, message)
      }
    let values = parameters.mapValues { value -> String? in
      switch value {
      case .null: nil
      case .integer(let integer): String(integer)
      case .real(let number): String(number)
      case .text(let text): text
      case .blob(let bytes): "\(bytes.count) bytes"
      }
    }
    try? warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          INSERT INTO mlops.queries
            (query_id, query_name, sql, parameters, status, started_at, ended_at, row_count, message, submitted_by)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          warehouse.surroundings.identifier(), name, sql,
          String(decoding: try JSONEncoder().encode(values), as: UTF8.self),
          status, startedAt.description, warehouse.surroundings.now().description, rowCount, message,
          warehouse.surroundings.user,
        ])
    }
  }
}
