import Fixtures
import Foundation
import Testing
import Warehouse

/// The built program and a warehouse of its own for one test.
struct Program {
  let directory: TemporaryDirectory
  /// The warehouse that every command is given; it need not exist.
  let warehouse: URL

  init() throws {
    directory = try TemporaryDirectory()
    warehouse = directory.url.appending(path: "warehouse", directoryHint: .isDirectory)
  }

  /// The program stands beside the bundle of tests.
  static let executable: String? = {
    let bundle = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    let candidates = [bundle, bundle.deletingLastPathComponent()].map { $0.appending(path: "stockroom").path }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// Runs `stockroom` with the test's warehouse, in the test's directory.
  func callAsFunction(
    _ arguments: String..., input: String = "", environment: [String: String?] = [:]
  ) throws -> ProgramRun {
    try run(arguments, input: input, environment: environment)
  }

  func run(_ arguments: [String], input: String = "", environment: [String: String?] = [:]) throws -> ProgramRun {
    let defaults: [String: String?] = [
      "STOCKROOM_WAREHOUSE": warehouse.path, "STOCKROOM_PROJECT": nil, "NO_COLOR": nil, "COLUMNS": nil,
    ]
    return try ProgramRun(
      #require(Self.executable, "the program stockroom must be built beside the tests"), arguments,
      input: Array(input.utf8), environment: defaults.merging(environment) { $1 }, in: directory.url)
  }

  /// Writes a file into the test's directory.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String { try directory.write(text, to: name) }

  /// Loads hand-made sales for the retail pipeline.
  func loadSales(_ sales: HandMadeSales = HandMadeSales()) throws {
    try write(sales.csv, to: "sales.csv")
    #expect(try self("ingest", "sales.csv", "--table", "retail_demand.demand_product").status == 0)
  }

  /// Puts a changed file of the retail pipeline into the project, which is the test's directory.
  func override(_ file: String, replacing old: String, with new: String) throws {
    let root = Repository.root.appending(path: "sql/pipelines/retail_demand/\(file)")
    let text = try String(contentsOf: root, encoding: .utf8)
    try #require(text.contains(old))
    try write(text.replacing(old, with: new), to: "sql/pipelines/retail_demand/\(file)")
  }

  /// Runs a command that must fail and leave the warehouse as it was.
  /// - Parameters:
  ///   - ledger: whether the rows that tell of a failed execution may be added.
  func failing(
    _ arguments: String..., status: Int32 = 1, ledger: Bool = false, input: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let ignored: Set<String> =
      ledger ? WarehouseSnapshot.executionLedger : ["mlops.queries"]
    let before = try WarehouseSnapshot(of: warehouse, ignoring: ignored)
    let run = try run(arguments, input: input)
    #expect(run.status == status, "\(run.errors)", sourceLocation: sourceLocation)
    #expect(run.output.isEmpty, sourceLocation: sourceLocation)
    #expect(!run.errors.contains("Fatal"), sourceLocation: sourceLocation)
    let after = try WarehouseSnapshot(of: warehouse, ignoring: ignored)
    if !before.tables.isEmpty {
      #expect(after == before, "changed: \(after.differences(from: before))", sourceLocation: sourceLocation)
    } else {
      // A new warehouse holds the rules and topics that ship, and nothing else.
      let empty = try TemporaryWarehouse()
      let fresh = try withExtendedLifetime(empty) { try WarehouseSnapshot(of: empty.warehouse.layout.root) }
      #expect(
        after.tables.allSatisfy { name, rows in
          rows.isEmpty || !name.contains(".") || name.hasSuffix("grdb_migrations")
            || rows == fresh.tables[name]
        },
        "rows appeared: \(after)", sourceLocation: sourceLocation)
    }
    return run.errors
  }
}

/// The files of the project.
enum Repository {
  static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
}
