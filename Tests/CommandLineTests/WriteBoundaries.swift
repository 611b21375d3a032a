import Fixtures
import Foundation
import Testing

/// Counts the calls of the program that change files of the warehouse, and ends it at one of them: a small library that is
/// loaded before the C library sees every one.
struct WriteBoundaries {
  /// The system can compile and preload the library.
  static let isAvailable: Bool = {
    #if os(Linux)
    ProgramRun.isInstalled("cc")
    #else
    false
    #endif
  }()

  private let library: String
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    library = folder.url.appending(path: "boundary.so").path
    let source = Repository.root.appending(path: "Tests/CommandLineTests/Faults/boundary.c").path
    let compiler = try ProgramRun("cc", ["-shared", "-fPIC", "-o", library, source, "-ldl"])
    try #require(compiler.status == 0, "\(compiler.errors)")
  }

  /// What is to happen at a boundary.
  enum Fault {
    case none
    case kill(Int)
    case fullDisk(Int)
  }

  /// What a process of a program needs in its environment to count its writes, and the count when it has ended by itself.
  func counting(_ program: Program) -> (environment: [String: String], count: () -> Int?) {
    let file = folder.url.appending(path: "count-\(UUID().uuidString)")
    let environment = [
      "LD_PRELOAD": library, "BOUNDARY_ROOT": program.warehouse.path, "BOUNDARY_COUNT": file.path,
    ]
    return (
      environment,
      {
        let text = try? String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        return text.flatMap { Int($0) }
      }
    )
  }

  /// What a process of a program needs in its environment to be killed at a write.
  func killing(_ program: Program, at number: Int) -> [String: String] {
    ["LD_PRELOAD": library, "BOUNDARY_ROOT": program.warehouse.path, "BOUNDARY_KILL": String(number)]
  }

  /// Runs a command of the program with a fault.
  /// - Returns: what came of it, and the number of boundaries where it ended by itself.
  func run(_ program: Program, _ arguments: [String], _ fault: Fault) throws -> (run: ProgramRun, count: Int?) {
    let count = folder.url.appending(path: "count-\(UUID().uuidString)")
    var environment: [String: String?] = [
      "LD_PRELOAD": library, "BOUNDARY_ROOT": program.warehouse.path, "BOUNDARY_COUNT": count.path,
    ]
    switch fault {
    case .none: break
    case .kill(let number): environment["BOUNDARY_KILL"] = String(number)
    case .fullDisk(let number): environment["BOUNDARY_FULL"] = String(number)
    }
    let run = try program.run(arguments, environment: environment)
    let text = try? String(contentsOf: count, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    return (run, text.flatMap { Int($0) })
  }
}

/// All rows and files of a warehouse without what differs between two runs that did the same: identifiers, times, costs.
struct ComparableWarehouse {
  let parts: [String: [String]]

  /// What tells how it went rather than what came of it.
  private static let history: Set<String> = WarehouseSnapshot.executionLedger.subtracting([
    "mlops.pipeline_executions", "mlops.pipeline_execution_steps", "mlops.pipeline_step_artifacts", "mlops.pipelines",
  ]).union(["mlops.queries", "mlops.event_delivery_attempts"])

  init(of root: URL) throws {
    let snapshot = try WarehouseSnapshot(of: root, ignoring: Self.history)
    var parts = snapshot.tables.mapValues { $0.map(Self.normal).sorted() }
    // That somebody went on with it is true of one of the two.
    parts["mlops.audit_log"]?.removeAll { $0.contains("action=\"execution.resume\"") }
    for (path, _) in snapshot.files where path.hasPrefix("objects/") {
      let data = try Data(contentsOf: root.appending(path: path))
      let isText = [".json", ".csv", ".svg"].contains { path.hasSuffix($0) }
      parts[Self.normal(path)] = [
        isText ? Self.normal(String(decoding: data, as: UTF8.self)) : data.base64EncodedString()
      ]
    }
    self.parts = parts
  }

  private static func normal(_ text: String) -> String {
    text.replacing(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/, with: "ID")
      .replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, with: "TIME")
      .replacing(/\b[0-9a-f]{64}\b/, with: "HASH").replacing(/\b[0-9a-f]{32}\b/, with: "RUN")
      .replacing(/\brun [0-9a-f]{8}\b/, with: "run R").replacing(/(run_name="[A-Za-z]+)-[0-9a-f]{8}/) { String($0.1) }
      .replacing(/(audit_number|cpu_seconds|peak_memory_bytes|process_id|times_resumed|attempts|decision)=[^|]*/) {
        String($0.1)
      }
      .replacing(/eval_date=\S{10}/, with: "eval_date")
  }

  /// The names of the parts that differ, with an example.
  func differences(from other: ComparableWarehouse) -> [String] {
    Set(parts.keys).union(other.parts.keys).sorted().compactMap { name in
      let (mine, theirs) = (parts[name] ?? [], other.parts[name] ?? [])
      guard mine != theirs else { return nil }
      let extra = mine.first { !theirs.contains($0) }?.prefix(300) ?? ""
      let missing = theirs.first { !mine.contains($0) }?.prefix(300) ?? ""
      return "\(name): \(mine.count) rows for \(theirs.count); extra \(extra); missing \(missing)"
    }
  }
}
