import Dashboard
import Diagnostics
import Foundation
import Operations
import Warehouse

/// The rows of pages: scripts of `sql/` on read-only connections, as long as the page has time.
struct PageSource: Sendable {
  /// The most rows of one script; pages show fewer.
  static let rowLimit = 50_000

  private let stockroom: Stockroom

  /// - Parameter seconds: how long all scripts of one page may take together.
  init(_ warehouse: Warehouse, seconds: Double) {
    let surroundings = warehouse.surroundings
    let end = surroundings.moment().addingTimeInterval(seconds)
    stockroom = Stockroom(warehouse.interrupted { surroundings.moment() >= end })
  }

  func rows(_ script: String, _ parameters: [(name: String, value: String)]) -> Result<Rows, ReadFailure> {
    do {
      let query = try Stockroom.Query(
        script: "\(script).sql", in: stockroom.warehouse.scripts, parameters: parameters)
      return .success(
        try stockroom.ask(query, keepsHistory: false) { (0, try Rows($0, limit: Self.rowLimit, bytes: 32 << 20)) })
    } catch let error as WarehouseError where error.code == "interrupted" {
      return .failure(ReadFailure("it took too long"))
    } catch {
      return .failure(ReadFailure(error))
    }
  }
}
