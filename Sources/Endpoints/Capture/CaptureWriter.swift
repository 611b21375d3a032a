import GRDB
public import Warehouse

/// Writes captured requests to `data_capture.predictions`, many in one transaction.
public struct CaptureWriter: Sendable {
  private let warehouse: Warehouse
  private let queue: CaptureQueue

  /// A writer for a queue; the database is made where there is none.
  /// - Throws: `WarehouseError` where it cannot be made.
  public init(_ queue: CaptureQueue, in warehouse: Warehouse) throws {
    self.queue = queue
    self.warehouse = warehouse
    try warehouse.prepare(.dataCapture)
  }

  /// Writes everything that waits.
  /// - Returns: the number of rows.
  /// - Throws: `WarehouseError` where they cannot be written; they are counted as lost.
  @discardableResult
  public func writeAll() throws -> Int {
    let requests = queue.takeAll()
    guard !requests.isEmpty else { return 0 }
    let rows = requests.reduce(0) { $0 + $1.rows.count }
    do {
      try warehouse.write(.dataCapture) { db in
        let statement = try db.makeStatement(
          sql: """
            INSERT INTO data_capture.predictions
              (prediction_id, endpoint_name, model_package_group_name, model_package_version, captured_at, inputs,
               prediction, latency_ms, request_id, intervals)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        for request in requests {
          for row in 0..<request.rows.count {
            try statement.execute(arguments: [
              request.rows.count == 1 ? request.predictionID : "\(request.predictionID):\(row + 1)", request.endpoint,
              request.model.group, request.model.version, request.capturedAt.description,
              inputs(of: request, row), Double(request.predictions[row * request.model.outputCount]),
              Double(request.nanoseconds) / 1e6, request.requestID, intervals(of: request, row),
            ])
          }
        }
      }
    } catch {
      queue.lost(rows)
      throw error
    }
    queue.wrote(rows)
    return rows
  }

  private func intervals(of request: CapturedRequest, _ row: Int) -> String? {
    guard let quantiles = request.quantiles else { return nil }
    var text = JSONText()
    quantiles.write(row: row, to: &text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  private func inputs(of request: CapturedRequest, _ row: Int) -> String {
    let schema = request.model.schema
    var text = JSONText()
    text.object(zip(schema.names, schema.values(of: request.rows, row: row))) { text, value in
      switch value {
      case .number(let number): text.append(number)
      case .category(let name): text.append(quoted: name)
      case .missing: text.append("null")
      }
    }
    return String(decoding: text.bytes, as: UTF8.self)
  }
}
