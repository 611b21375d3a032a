import Access
import Events
import Fixtures
import Foundation
import ModelRegistry
import Testing
import Warehouse

@Suite("Approvals")
struct ApprovalTests {
  let versions: RegisteredVersions
  private var registry: ModelRegistry { versions.registry }
  private var root: URL { versions.temporary.warehouse.layout.root }

  init() throws { versions = try RegisteredVersions() }

  private func audit() throws -> [[SQLValue]] {
    try versions.temporary.rows(
      "SELECT actor, action, subject, outcome, detail FROM mlops.audit_log ORDER BY audit_number")
  }

  @Test("a decision is in the decisions, the audit and the events, with who and why")
  func recorded() throws {
    let result = try versions.decide(1, .approved, by: "ann")
    #expect(
      result.package.decisions.last.map { [$0.by, $0.status, $0.reason ?? ""] } == ["ann", "Approved", "because"])
    #expect(try audit().last == ["ann", "model.approve", "Demand/1", "allowed", "because"].map(SQLValue.text))
    let event = try EventLog(versions.temporary.warehouse).event(#require(result.event))
    #expect(event.detailType == "SageMaker Model Package State Change" && event.source == "aws.sagemaker")
    #expect(event.resources == ["arn:aws:sagemaker:local:000000000000:model-package/Demand/1"])
    #expect(event.detail["LastModifiedBy"] == "ann" && event.detail["ApprovalDescription"] == "because")
    #expect(event.detail["ModelMetrics"]?["rmse"] == 9 && event.detail["EndpointName"] == "prod")
  }

  @Test("a damaged or missing artifact is never approved, and the attempt is in the audit", arguments: [true, false])
  func damaged(isMissing: Bool) throws {
    let file = root.appending(path: "objects/m/1")
    if isMissing { try FileManager.default.removeItem(at: file) } else { try Data([9]).write(to: file) }
    #expect(try !registry.verify(registry.package("Demand", version: 1)).isIntact)
    #expect(try registry.verify(registry.package("Demand", version: 2)).isIntact)
    let before = try versions.events()
    let error = #expect(throws: ModelRegistryError.self) { try versions.decide(1, .approved) }
    #expect(error?.code == "damaged-artifact")
    #expect(try registry.package("Demand", version: 1).status == .pending)
    #expect(try versions.events() == before)
    #expect(try audit().last?[3] == .text("denied"))
    // It can still be rejected.
    try versions.decide(1, .rejected)
  }

  @Test("with four eyes, who started the execution cannot approve its model, others can")
  func fourEyes() throws {
    try versions.temporary.execute(
      """
      INSERT INTO pipelines VALUES ('retail', 1, '{}', 'h', '2026-01-15T08:00:00.000Z');
      INSERT INTO pipeline_executions (execution_id, pipeline_name, pipeline_version, status, parameters, started_at,
        started_by, process_id, program_version)
      VALUES ('e-1', 'retail', 1, 'Succeeded', '{}', '2026-01-15T08:00:00.000Z', 'bob', 1, '1')
      """.replacing("INTO pipeline", with: "INTO mlops.pipeline"), in: "mlops")
    try registry.setFourEyes(true, group: "Demand")
    let error = #expect(throws: ModelRegistryError.self) { try versions.decide(1, .approved, by: "bob") }
    #expect(error?.code == "four-eyes")
    #expect(try audit().last == ["bob", "model.approve", "Demand/1", "denied", "four-eyes"].map(SQLValue.text))
    try versions.decide(1, .rejected, by: "bob")
    try versions.decide(1, .approved, by: "ann")
    // Without an execution, who registered it is its author.
    #expect(throws: ModelRegistryError.self) { try versions.decide(2, .approved, by: "tester") }
    try registry.setFourEyes(false, group: "Demand")
    try versions.decide(2, .approved, by: "tester")
    #expect(throws: ModelRegistryError.self) { try registry.setFourEyes(true, group: "Nothing") }
  }

  @Test("an archived version cannot be approved, an approved one not archived")
  func archive() throws {
    #expect(try registry.archive("Demand", version: 1))
    #expect(try !registry.archive("Demand", version: 1))
    #expect(throws: ModelRegistryError.self) { try versions.decide(1, .approved) }
    #expect(try registry.archive("Demand", version: 1, undo: true))
    try versions.decide(1, .approved)
    #expect(throws: ModelRegistryError.self) { _ = try registry.archive("Demand", version: 1) }
  }

  @Test("an alias names one version of a group, and moves")
  func aliases() throws {
    #expect(try registry.setAlias("champion", "Demand", version: 1) == nil)
    #expect(try registry.package("Demand", named: "champion").version == 1)
    #expect(try registry.setAlias("champion", "Demand", version: 2) == 1)
    #expect(try registry.package("Demand", named: "champion").aliases == ["champion"])
    #expect(try registry.package("Demand", version: 1).aliases == [])
    #expect(try registry.package("Demand", named: "latest").version == 2)
    #expect(try registry.package("Demand", named: "1").version == 1)
    try registry.removeAlias("champion", "Demand")
    #expect(throws: ModelRegistryError.self) { _ = try registry.package("Demand", named: "champion") }
    #expect(throws: ModelRegistryError.self) { try registry.removeAlias("champion", "Demand") }
    for name in ["", "7", "latest", "a b"] {
      #expect(throws: ModelRegistryError.self) { try registry.setAlias(name, "Demand", version: 1) }
    }
    #expect(throws: ModelRegistryError.self) { try registry.setAlias("x", "Demand", version: 9) }
  }

  @Test(
    "a registered version cannot be changed past a decision, not even in plain SQL",
    arguments: [
      "UPDATE mlops.model_packages SET approval_status = 'Approved'",
      "UPDATE mlops.model_packages SET artifact_sha256 = 'x'", "UPDATE mlops.model_packages SET model_artifact = 'x'",
      "DELETE FROM mlops.model_packages",
    ])
  func permanent(sql: String) throws {
    let before = try WarehouseSnapshot(of: root)
    #expect(throws: (any Error).self) { try versions.temporary.execute(sql, in: "mlops") }
    #expect(try WarehouseSnapshot(of: root) == before)
  }

  @Test("an artifact is copied whole, under the name of its version, and never over a file")
  func download() throws {
    let folder = try TemporaryDirectory()
    let package = try registry.package("Demand", version: 2)
    let file = try registry.download(package, to: folder.url.path)
    #expect(file.lastPathComponent == "Demand-2.tar.gz")
    #expect(try Data(contentsOf: file) == Data([2]))
    #expect(throws: ModelRegistryError.self) { _ = try registry.download(package, to: file.path) }
    #expect(throws: ModelRegistryError.self) { _ = try registry.download(package, to: "/nowhere/at/all") }
    try Data([9]).write(to: root.appending(path: "objects/m/2"))
    let error = #expect(throws: ModelRegistryError.self) {
      _ = try registry.download(package, to: folder.url.appending(path: "x").path)
    }
    #expect(error?.code == "damaged-artifact")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["Demand-2.tar.gz"])
  }

  @Test("a version gives back all that it was registered with")
  func whole() throws {
    let example = InputExample(features: [("b", .real(1.5)), ("a", .integer(2)), ("c", .null)], prediction: 7.25)
    let package = try registry.register(
      ModelPackageCandidate(
        group: "Whole", artifact: versions.temporary.warehouse.objects.store([1], as: "w"), run: nil, execution: nil,
        pipeline: nil, endpoint: nil, label: "u", featureColumns: ["b", "a", "c"],
        featureTypes: ["REAL", "INTEGER", "TEXT"], metrics: [], regressionMetrics: "{}", biasMetrics: nil,
        dataProfile: "{}", shapReport: "[]", parameters: ["eta": "0.1", "depth": "6"], trainingDataHash: "abc",
        inputExample: example))
    #expect(package.inputExample == example)
    #expect(package.featureTypes == ["REAL", "INTEGER", "TEXT"])
    #expect(package.parameters.map { "\($0.name)=\($0.value)" } == ["depth=6", "eta=0.1"])
    #expect(package.trainingDataHash == "abc")
    #expect(package.reports.keys.sorted() == ["data_profile", "regression_metrics", "shap_report"])
  }

  @Test("the approver is told the figures beside those in service, the commands and the page")
  func message() throws {
    try versions.decide(1, .approved)
    let warehouse = versions.temporary.warehouse
    try versions.register(3)
    let event = try #require(try EventLog(warehouse).latest(1).events.first)
    let message = try #require(try ApprovalMessages(warehouse).message(about: event, linkBase: "http://host"))
    #expect(message.subject == "Demand version 3 waits for your decision")
    #expect(message.link == "http://host/models/Demand/3")
    let lines = message.text.split(separator: "\n").map(String.init)
    #expect(lines.contains("  metric  version 3  version 1   change"))
    #expect(lines.contains("  rmse       7.0000     9.0000  -22.2 %"))
    #expect(lines.contains("  r2         0.5000     0.5000   +0.0 %"))
    #expect(lines.contains("  in service  Demand version 1"))
    #expect(lines.contains("  stockroom model approve Demand 3 --reason \"…\""))
    #expect(lines.contains("  stockroom model compare Demand 1 3"))
    let other = Event("Other", resources: [], detail: [:], in: warehouse.surroundings)
    #expect(try ApprovalMessages(warehouse).message(about: other, linkBase: nil) == nil)
  }
}
