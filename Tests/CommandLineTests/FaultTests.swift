import Fixtures
import Foundation
import Testing

/// The number of boundaries to try is `STOCKROOM_FAULT_POINTS`, a few unless it is set; `all` tries every one.
@Suite("A pipeline that is cut off", .serialized)
struct FaultTests {
  private static let pipeline = [
    "pipeline", "run", "retail_demand", "--parameter", "RMSEThreshold=1e9", "--parameter", "R2Threshold=-1e9",
  ]

  private let template: Program

  init() throws {
    template = try Program()
    try template.loadSales(HandMadeSales(days: 30, stores: 2))
  }

  private func copy() throws -> Program {
    let program = try Program()
    try FileManager.default.copyItem(at: template.warehouse, to: program.warehouse)
    return program
  }

  private func points(_ count: Int) -> [Int] {
    let wanted = ProcessInfo.processInfo.environment["STOCKROOM_FAULT_POINTS"] ?? "6"
    guard let number = Int(wanted), number < count else { return Array(1...count) }
    return (0..<number).map { 1 + $0 * (count - 1) / max(1, number - 1) }
  }

  /// Brings the pipeline to its end, as the next run would.
  private func finish(_ program: Program) throws -> ProgramRun? {
    let list = try program("pipeline", "executions", "--format", "csv")
    #expect(list.status == 0, "\(list.errors)")
    let newest = list.output.split(separator: "\n").dropFirst().first
    guard newest?.contains("Succeeded") != true else { return nil }
    return newest == nil ? try program.run(Self.pipeline) : try program("pipeline", "resume")
  }

  private func undisturbed(_ boundaries: WriteBoundaries) throws -> (ComparableWarehouse, Int) {
    let program = try copy()
    let (run, count) = try boundaries.run(program, Self.pipeline, .none)
    try #require(run.status == 0, "\(run.errors)")
    return (try ComparableWarehouse(of: program.warehouse), try #require(count))
  }

  @Test(
    "by kill -9 at any write ends with the same rows and files once it is resumed",
    .enabled(if: WriteBoundaries.isAvailable, "needs cc and a C library that preloads"))
  func killed() throws {
    let boundaries = try WriteBoundaries()
    let (expected, count) = try undisturbed(boundaries)
    #expect(count >= 100, "only \(count) write boundaries")
    for point in points(count) {
      let program = try copy()
      let (killed, reached) = try boundaries.run(program, Self.pipeline, .kill(point))
      // How often the log is written depends on the time that steps take: a run may have a few boundaries less.
      let endedBefore = reached.map { $0 < point } ?? false
      #expect(killed.status == SIGKILL || endedBefore, "boundary \(point) of \(count): \(killed.status)")
      if let finished = try finish(program) { #expect(finished.status == 0, "boundary \(point): \(finished.errors)") }
      // The warehouses themselves would be megabytes of message.
      let differences = try ComparableWarehouse(of: program.warehouse).differences(from: expected)
      #expect(differences.isEmpty, "boundary \(point) of \(count)")
    }
  }

  @Test(
    "by a full disk fails with an error, and ends with the same rows and files once there is space",
    .enabled(if: WriteBoundaries.isAvailable, "needs cc and a C library that preloads"))
  func fullDisk() throws {
    let boundaries = try WriteBoundaries()
    let (expected, count) = try undisturbed(boundaries)
    for point in points(count).dropLast().suffix(12) {
      let program = try copy()
      let (full, _) = try boundaries.run(program, Self.pipeline, .fullDisk(point))
      // The very last writes copy the log back into the database, which the next command makes up for.
      if full.status != 0 {
        #expect(full.status == 1, "boundary \(point) of \(count): \(full.status) \(full.errors)")
        #expect(full.errors.contains("error: "), "\(full.errors)")
      }
      if let finished = try finish(program) { #expect(finished.status == 0, "boundary \(point): \(finished.errors)") }
      // The warehouses themselves would be megabytes of message.
      let differences = try ComparableWarehouse(of: program.warehouse).differences(from: expected)
      #expect(differences.isEmpty, "boundary \(point) of \(count)")
    }
  }

  @Test("while twenty commands are at work loses nothing, and no database is locked")
  func twentyAtOnce() async throws {
    let program = try copy()
    for part in 0..<6 { try program.write("id,part\n\(part),a\n", to: "\(part).csv") }
    let commands: [[String]] =
      [Self.pipeline] + (0..<6).map { ["ingest", "\($0).csv", "--table", "shop.parts"] }
      + (0..<3).map {
        ["schedule", "add", "s\($0)", "--pipeline", "retail_demand", "--cron", "0 2 * * *", "--timezone", "UTC"]
      } + (0..<3).map { _ in ["pipeline", "executions"] } + (0..<3).map { _ in ["runs", "list"] }
      + (0..<2).map { _ in ["query", "SELECT count(*) AS n FROM mlops.pipelines"] } + [
        ["schedule", "list"], ["tables"],
      ]
    #expect(commands.count == 20)
    try await withThrowingTaskGroup(of: (String, ProgramRun).self) { group in
      for command in commands {
        group.addTask { (command.joined(separator: " "), try program.run(command)) }
      }
      for try await (command, run) in group {
        #expect(run.status == 0, "\(command): \(run.errors)")
        #expect(!run.errors.contains("locked"), "\(command): \(run.errors)")
      }
    }
    let parts = try program("query", "SELECT count(*) AS n FROM shop.parts", "--format", "csv")
    #expect(parts.output == "n\n6\n")
    #expect(
      try program("schedule", "list", "--format", "csv").output.split(separator: "\n").count {
        $0.contains(",retail_demand,")
      }
        == 3)
  }
}
