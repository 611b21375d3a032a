import Events
import Foundation
import GRDB
import ModelRegistry
import Synchronization
import Warehouse

/// Delivers what is due in a warehouse and kills itself, as `kill -9` does, at one of the points between two steps of its
/// work: `DeliveryProbe WAREHOUSE SECONDS POINT`. Its clock stands SECONDS after an hour that is fixed, so that the leases of killed ones have run out.
@main
enum DeliveryProbe {
  static func main() throws {
    let arguments = CommandLine.arguments
    let ahead = Double(arguments[2]) ?? 0
    let surroundings = Surroundings(
      user: "probe", clock: { Date(timeIntervalSince1970: 1_768_468_000 + ahead) },
      randomBits: { UInt64.random(in: .min ... .max) })
    let warehouse = try Warehouse.existing(
      WarehouseLayout(root: URL(filePath: arguments[1])), scripts: SQLLibrary(project: nil), surroundings: surroundings)
    let points = KillingPoints(left: Int(arguments[3]) ?? 0)
    let deliverer = Deliverer(
      warehouse,
      targets: [
        .notify: NotifyTarget(warehouse, composers: [ApprovalMessages(warehouse)], environment: [:]),
        .deploy: DeployTarget(warehouse, deployer: ProbedEndpoint(warehouse: warehouse, points: points)),
      ], boundary: { _ in points.pass() })
    _ = try deliverer.deliverDue()
  }
}

/// Counts the points that are passed; at the chosen one the process ends, without any more ado.
final class KillingPoints: Sendable {
  private let left: Mutex<Int>

  init(left: Int) { self.left = Mutex(left) }

  func pass() {
    let isReached = left.withLock { left in
      left -= 1
      return left == 0
    }
    if isReached { kill(getpid(), SIGKILL) }
  }
}

/// An endpoint whose state and history are tables of a database of its own.
struct ProbedEndpoint: ModelDeployer {
  let warehouse: Warehouse
  let points: KillingPoints

  func deploy(_ group: String, version: Int, to endpoint: String, reason: String) throws {
    points.pass()
    try warehouse.write(DatabaseName("probe")) { db in
      let serving = try Int.fetchOne(db, sql: "SELECT version FROM probe.deployments ORDER BY rowid DESC LIMIT 1")
      if serving != version {
        try db.execute(sql: "INSERT INTO probe.deployments (version) VALUES (?)", arguments: [version])
      }
    }
    points.pass()
  }

  func withdraw(_ endpoint: String, reason: String) throws {}
}
