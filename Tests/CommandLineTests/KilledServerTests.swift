import Fixtures
import Foundation
import GRDB
import Testing
import Warehouse

/// A server ends at a write to the warehouse, as `kill -9` ends it, while it deploys and delivers; the next one goes on.
@Suite("A server that is killed", .serialized)
struct KilledServerTests {
  private static let versions = 3

  private let template: Program

  /// Three versions are approved and nothing of it is delivered yet.
  init() throws {
    template = try Program()
    let warehouse = try openWarehouse(template)
    for level in 1...Self.versions {
      try ServedModels.register(level: level, in: warehouse, example: ServedModels.example(level: level))
      let run = try template("model", "approve", ServedModels.group, String(level), "--no-deliver")
      try #require(run.status == 0, "\(run.errors)")
    }
  }

  private func copy() throws -> Program {
    let program = try Program()
    try FileManager.default.copyItem(at: template.warehouse, to: program.warehouse)
    return program
  }

  private func isDone(_ warehouse: Warehouse) throws -> Bool {
    try warehouse.read([.mlops]) { db in
      try Int.fetchOne(db, sql: "SELECT count(*) FROM mlops.event_deliveries WHERE status IN ('Pending', 'Claimed')")
        == 0
    }
  }

  /// Lets a server work until everything is delivered, or until it is killed. One that ends by itself is an issue that
  /// shows its last words.
  /// - Returns: whether it was killed.
  private func serve(_ program: Program, _ warehouse: Warehouse, environment: [String: String] = [:]) throws -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: try #require(Program.executable))
    process.arguments = ["serve", "--port", "0"]
    process.currentDirectoryURL = program.directory.url
    process.environment = ProcessInfo.processInfo.environment.merging(
      environment.merging(["STOCKROOM_WAREHOUSE": program.warehouse.path]) { $1 }
    ) { $1 }
    process.standardOutput = FileHandle.nullDevice
    let log = program.directory.url.appending(path: "serve.log")
    try Data().write(to: log)
    process.standardError = try FileHandle(forWritingTo: log)
    try process.run()
    // Far longer than it takes, so that a server that does nothing ends the test.
    for _ in 0..<12_000 where process.isRunning {
      if try isDone(warehouse) { break }
      usleep(10_000)
    }
    let didStay = process.isRunning
    if didStay { process.terminate() }
    process.waitUntilExit()
    let wasKilled = process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL
    let words = try String(contentsOf: log, encoding: .utf8).suffix(2000)
    #expect(didStay || wasKilled, "ended by itself with \(process.terminationStatus): \(words)")
    return wasKilled
  }

  @Test(
    "at any write deploys every approved version exactly once and delivers every message (STOCKROOM_STRESS=1: at 100)",
    .enabled(if: WriteBoundaries.isAvailable, "needs cc and a C library that preloads"))
  func killed() throws {
    let boundaries = try WriteBoundaries()
    let undisturbed = try copy()
    let (environment, count) = boundaries.counting(undisturbed)
    #expect(try !serve(undisturbed, openWarehouse(undisturbed), environment: environment))
    let writes = try #require(count())
    #expect(writes >= 100, "only \(writes) writes")
    let points = Stress.count(7, large: 115)
    var kills = 0
    for point in (0..<points).map({ 1 + $0 * (writes - 1) / max(1, points - 1) }) {
      let program = try copy()
      let warehouse = try openWarehouse(program)
      if try serve(program, warehouse, environment: boundaries.killing(program, at: point)) { kills += 1 }
      // A minute later, the claims of the one that was killed have run out.
      try warehouse.write(.mlops) { db in
        try db.execute(
          sql: "UPDATE mlops.event_deliveries SET claimed_until = '2000-01-01T00:00:00.000Z' WHERE status = 'Claimed'")
      }
      #expect(try !serve(program, warehouse))
      try expectWhole(program, warehouse, "write \(point) of \(writes)")
    }
    // The last writes of all only come with a graceful stop, or not at all where the server looked about once less.
    #expect(kills >= Stress.count(5, large: 100), "\(kills) of \(points)")
    print("\(kills) kills at \(points) of \(writes) writes")
  }

  private func expectWhole(_ program: Program, _ warehouse: Warehouse, _ place: String) throws {
    let (serving, deployed, statuses, messages) = try warehouse.read([.mlops]) { db in
      (
        try String.fetchAll(
          db,
          sql: """
            SELECT endpoint_status || ' ' || model_package_version FROM mlops.endpoints
            JOIN mlops.endpoint_configs USING (endpoint_name, config_version)
            """),
        try Int.fetchAll(
          db,
          sql: """
            SELECT model_package_version FROM mlops.endpoint_history
            WHERE to_status = 'InService' AND reason IS NOT 'the process that was deploying ended' ORDER BY rowid
            """),
        try String.fetchAll(db, sql: "SELECT DISTINCT status FROM mlops.event_deliveries"),
        try String.fetchAll(
          db, sql: "SELECT idempotency_key FROM mlops.event_deliveries WHERE kind = 'notify' ORDER BY 1")
      )
    }
    #expect(serving == ["InService \(Self.versions)"], "\(place)")
    #expect(deployed == Array(1...Self.versions), "\(place)")
    #expect(statuses == ["Delivered"], "\(place)")
    let folder = program.warehouse.appending(path: "notifications")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let text = try files.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    let keys = Set(text.matches(of: /\(delivery ([0-9a-f]{32})\)/).map { String($0.1) })
    #expect(!messages.isEmpty && keys == Set(messages), "\(place)")
  }
}
