import Foundation
import GRDB

extension Checkup {
  /// What a database's schema makes and somebody has dropped, and tables in Stockroom's own databases that no command knows.
  /// Tables in databases of data are anybody's.
  func checkSchema(_ name: DatabaseName) -> [Finding] {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(60)
    let file = warehouse.layout.file(of: name)
    // A file that cannot be read is a finding already.
    guard
      let migrations = try? Migrations(of: name, layout: warehouse.layout, scripts: warehouse.scripts),
      let queue = try? DatabaseQueue(path: file.path, configuration: configuration),
      let (missing, added) = try? queue.read(migrations.differences)
    else { return [] }
    let unknown = [.raw, .monitoring].contains(name.kind) ? [] : added.filter { !isOfGroup($0, in: name, queue) }
    return missing.map {
      Finding(
        "schema", "\(name).\($0)", .problem, found: "missing, though every database of its kind has it",
        remedy: "restore databases/\(name).sqlite from a backup")
    }
      + unknown.map {
        Finding(
          "schema", "\(name).\($0)", .warning, found: "a table that no command of stockroom knows",
          remedy: "copy it to a database of your own, and drop it in sqlite3")
      }
  }

  /// Whether a table is one of records. Of those without a group `sql/doctor` tells.
  private func isOfGroup(_ table: String, in name: DatabaseName, _ queue: DatabaseQueue) -> Bool {
    guard name == .featureStore else { return false }
    let columns = try? queue.read { try $0.columns(in: table).map(\.name) }
    return columns?.contains("api_invocation_time") == true
  }
}
