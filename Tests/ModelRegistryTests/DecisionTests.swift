import Fixtures
import ModelRegistry
import Testing
import Warehouse

@Suite("Decisions about a model")
struct DecisionTests {
  let temporary: TemporaryWarehouse

  init() throws {
    temporary = try TemporaryWarehouse()
    _ = try ModelRegistry(temporary.warehouse).register(
      ModelPackageCandidate(
        group: "Demand", artifact: temporary.warehouse.objects.store([1], as: "m"), run: nil, execution: nil,
        pipeline: nil, endpoint: nil, label: "units", featureColumns: ["a"], metrics: [], regressionMetrics: "{}",
        biasMetrics: nil, dataProfile: nil))
  }

  @Test(
    "cannot be changed or deleted, not even in plain SQL",
    arguments: [
      "UPDATE mlops.model_package_decisions SET decided_by = 'someone else'",
      "UPDATE mlops.model_package_decisions SET to_status = 'Approved'",
      "DELETE FROM mlops.model_package_decisions",
      """
      REPLACE INTO mlops.model_package_decisions
      SELECT decision_number, 'Demand', 1, NULL, 'Approved', decided_at, 'someone else', NULL
      FROM mlops.model_package_decisions
      """,
    ])
  func permanent(sql: String) throws {
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let error = #expect(throws: (any Error).self) { try temporary.execute(sql, in: "mlops") }
    #expect(error.map { "\($0)" }?.contains("decisions are added, never") == true)
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("stay in the order in which they were made")
  func order() throws {
    for status in ["Rejected", "Approved"] {
      try temporary.execute(
        """
        INSERT INTO mlops.model_package_decisions
          (model_package_group_name, model_package_version, from_status, to_status, decided_at, decided_by, reason)
        VALUES ('Demand', 1, NULL, '\(status)', '2026-01-15T09:00:00.000Z', 'ann', NULL)
        """, in: "mlops")
    }
    let package = try ModelRegistry(temporary.warehouse).package("Demand", version: 1)
    #expect(package.decisions.map(\.status) == ["PendingManualApproval", "Rejected", "Approved"])
  }

  @Test("know no other status")
  func otherStatus() throws {
    #expect(throws: (any Error).self) {
      try temporary.execute("UPDATE mlops.model_packages SET approval_status = 'Maybe'", in: "mlops")
    }
  }
}
