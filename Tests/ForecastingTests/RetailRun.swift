import Fixtures
import Pipelines
import Testing
import Warehouse

/// One run of the retail pipeline on made-up data, for tests that only look at what it left.
struct RetailRun: Sendable {
  let temporary: TemporaryWarehouse
  let execution: String
  let conditions: [String: Bool]

  init() throws {
    temporary = try RetailWarehouse.make(stores: 6, days: 400)
    let result = try RetailWarehouse.run(
      in: temporary.warehouse, parameters: [("RMSEThreshold", "1e9"), ("R2Threshold", "-1e9")])
    execution = result.execution
    conditions = result.conditions
  }

  var warehouse: Warehouse { temporary.warehouse }

  func rows(_ sql: String) throws -> [[SQLValue]] { try temporary.rows(sql) }

  /// The texts in the first column of a query.
  func texts(_ sql: String) throws -> [String] {
    try rows(sql).map { row in if case .text(let text) = row[0] { text } else { "" } }
  }

  /// The bytes of a file of this execution, as text.
  func file(_ path: String) throws -> String {
    String(decoding: try warehouse.objects.bytes(of: "retail_demand/\(execution)/\(path)"), as: UTF8.self)
  }
}

/// Runs the retail pipeline once for all tests of a suite.
struct RetailRunTrait: SuiteTrait, TestScoping {
  @TaskLocal static var current: RetailRun?

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    let run = try RetailRun()
    try await Self.$current.withValue(run) { try await function() }
  }
}

extension Trait where Self == RetailRunTrait {
  /// One run of the retail pipeline that all tests of the suite share.
  static var retailRun: Self { RetailRunTrait() }
}

/// The tests of what a run of the retail pipeline leaves.
@Suite("A run of the retail pipeline", .retailRun)
struct RetailPipelineTests {
  static func run() throws -> RetailRun { try #require(RetailRunTrait.current) }
}
