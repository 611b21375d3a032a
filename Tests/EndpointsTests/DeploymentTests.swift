import Endpoints
import Fixtures
import Foundation
import ModelRegistry
import Testing
import Warehouse

@Suite("A deployment")
struct DeploymentTests {
  let temporary: TemporaryWarehouse
  var deployment: EndpointDeployment { EndpointDeployment(temporary.warehouse) }

  init() throws { temporary = try TemporaryWarehouse() }

  private func history(_ name: String = "prod") throws -> [String] {
    try temporary.rows(
      """
      SELECT coalesce(from_status, '-') || '>' || to_status || ':' || coalesce(model_package_version, '-')
      FROM mlops.endpoint_history WHERE endpoint_name = '\(name)' ORDER BY history_number
      """
    ).map { row in if case .text(let text) = row[0] { text } else { "" } }
  }

  private func endpoint(_ name: String = "prod") throws -> EndpointRecord {
    try EndpointCatalog(temporary.warehouse).endpoint(name)
  }

  @discardableResult
  private func deploy(
    _ version: Int, _ change: EndpointSettingsChange = EndpointSettingsChange()
  ) throws -> EndpointDeployment.Outcome {
    try deployment.deploy(ServedModels.group, version: version, to: "prod", settings: change)
  }

  @Test("creates the endpoint, then updates it under its name")
  func createAndUpdate() throws {
    try ServedModels.approved(level: 1, in: temporary.warehouse)
    try ServedModels.approved(level: 2, in: temporary.warehouse)
    #expect(try deploy(1).changed)
    #expect(try endpoint().status == .inService)
    #expect(try deploy(2).endpoint.config?.modelVersion == 2)
    #expect(try history() == ["->Creating:1", "Creating>InService:1", "InService>Updating:2", "Updating>InService:2"])
    #expect(try endpoint().config?.version == 2)
  }

  @Test("of the version in service changes nothing, not a single row")
  func again() throws {
    try ServedModels.approved(level: 1, in: temporary.warehouse)
    try deploy(1)
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    #expect(try !deploy(1).changed)
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("with other settings makes a new configuration; what was not named stays")
  func settings() throws {
    try ServedModels.approved(level: 1, in: temporary.warehouse)
    try deploy(1, EndpointSettingsChange(maxConcurrency: 5, idleSeconds: 60))
    try deploy(1, EndpointSettingsChange(capturePercent: 10))
    #expect(
      try endpoint().config?.settings
        == EndpointSettings(maxConcurrency: 5, memorySizeMB: 2048, idleSeconds: 60, capturePercent: 10))
    #expect(try endpoint().config?.version == 2)
  }

  @Test(
    "of a version that is not approved is refused and leaves nothing", arguments: ["PendingManualApproval", "Rejected"])
  func notApproved(status: String) throws {
    let version = try ServedModels.register(level: 1, in: temporary.warehouse)
    try ServedModels.decide(version, status, in: temporary.warehouse)
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let error = #expect(throws: EndpointError.self) { try deploy(version) }
    #expect(error?.code == "not-approved")
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("of a damaged artifact fails; the old model stays, and the tables and an event say why")
  func damaged() throws {
    try ServedModels.approved(level: 1, in: temporary.warehouse)
    let damaged = try ServedModels.approved(level: 2, in: temporary.warehouse)
    try ServedModels.damage(damaged, in: temporary.warehouse)
    try deploy(1)
    #expect(throws: EndpointError.self) { try deploy(damaged) }
    let record = try endpoint()
    #expect(record.status == .inService)
    #expect(record.config?.modelVersion == 1)
    #expect(record.failureReason?.contains("SHA-256") == true)
    #expect(
      try history().suffix(3) == ["InService>Updating:2", "Updating>RollingBack:2", "RollingBack>InService:1"])
    let events = try temporary.rows(
      "SELECT count(*) FROM mlops.events WHERE detail ->> '$.FailureReason' LIKE '%SHA-256%'")
    #expect(events == [[.integer(2)]])
    // A sound deployment clears it.
    try deploy(ServedModels.approved(level: 3, in: temporary.warehouse))
    #expect(try endpoint().failureReason == nil)
  }

  @Test("of a damaged first model leaves a failed endpoint that a sound version mends")
  func damagedFirst() throws {
    let damaged = try ServedModels.approved(level: 1, in: temporary.warehouse)
    try ServedModels.damage(damaged, in: temporary.warehouse)
    #expect(throws: EndpointError.self) { try deploy(damaged) }
    #expect(try endpoint().status == .failed)
    #expect(try endpoint().config == nil)
    try deploy(ServedModels.approved(level: 2, in: temporary.warehouse))
    #expect(try endpoint().status == .inService)
    #expect(
      try history() == ["->Creating:1", "Creating>Failed:1", "Failed>Creating:2", "Creating>InService:2"])
  }

  @Test("of a model that is larger than its memory is refused; with more memory it serves")
  func memory() throws {
    try ServedModels.approved(level: 1, in: temporary.warehouse)
    try deploy(1, EndpointSettingsChange(memorySizeMB: 1))
    let large = try ServedModels.approved(level: 2, in: temporary.warehouse, making: .large)
    let error = #expect(throws: EndpointError.self) { try deploy(large) }
    #expect(error?.code == "memory-size")
    #expect(try endpoint().config?.modelVersion == 1)
    #expect(try endpoint().status == .inService)
    try deploy(large, EndpointSettingsChange(memorySizeMB: 64))
    #expect(try endpoint().config?.modelVersion == large)
  }

  @Test("of an artifact that unpacks to far more than the model may take does not unpack it")
  func bomb() throws {
    let folder = try TemporaryDirectory()
    try folder.write([UInt8](repeating: 0, count: 40_000_000), to: "xgboost-model.json")
    let file = folder.url.appending(path: "model.tar.gz")
    let tar = try ProgramRun("tar", ["-czf", file.path, "-C", folder.url.path, "xgboost-model.json"])
    try #require(tar.status == 0)
    let package = try ModelRegistry(temporary.warehouse).register(
      ModelPackageCandidate(
        group: ServedModels.group,
        artifact: temporary.warehouse.objects.store([UInt8](Data(contentsOf: file)), as: "bomb.tar.gz"), run: nil,
        execution: nil, pipeline: nil, endpoint: "prod", label: "y", featureColumns: ["a"], metrics: [],
        regressionMetrics: "{}", biasMetrics: nil, dataProfile: nil))
    try ServedModels.decide(package.version, "Approved", in: temporary.warehouse)
    let error = #expect(throws: EndpointError.self) {
      try deploy(package.version, EndpointSettingsChange(memorySizeMB: 1))
    }
    #expect(error?.expected?.contains("at most 16 MB unpacked") == true)
  }

  @Test("writes an event with every change of state")
  func events() throws {
    try ServedModels.approved(level: 1, in: temporary.warehouse)
    try deploy(1)
    try deployment.delete("prod", reason: "moved")
    let events = try temporary.rows(
      """
      SELECT source, detail_type, detail ->> '$.EndpointStatus', detail ->> '$.ModelPackageVersion'
      FROM mlops.events WHERE detail_type = 'SageMaker Endpoint State Change' ORDER BY event_number
      """)
    let type = SQLValue.text("SageMaker Endpoint State Change")
    #expect(
      events
        == ["Creating", "InService", "Deleted"].map { [.text("aws.sagemaker"), type, .text($0), .integer(1)] })
  }

  @Test("rolls back to the newest earlier model that served and is still approved")
  func rollback() throws {
    for level in 1...4 { try ServedModels.approved(level: level, in: temporary.warehouse) }
    for version in 1...4 { try deploy(version) }
    try ServedModels.decide(3, "Rejected", in: temporary.warehouse)
    #expect(try deployment.rollBack("prod", reason: "worse").endpoint.config?.modelVersion == 2)
    #expect(try history().suffix(2) == ["InService>RollingBack:2", "RollingBack>InService:2"])
    #expect(try deployment.rollBack("prod").endpoint.config?.modelVersion == 1)
    let error = #expect(throws: EndpointError.self) { try deployment.rollBack("prod") }
    #expect(error?.code == "nothing-to-roll-back-to")
    #expect(try deployment.rollBack("prod", to: 4).endpoint.config?.modelVersion == 4)
    #expect(throws: EndpointError.self) { try deployment.rollBack("prod", to: 3) }
  }

  @Test("that rolls back to a damaged model fails and changes nothing but the history")
  func damagedRollback() throws {
    for level in 1...2 { try ServedModels.approved(level: level, in: temporary.warehouse) }
    for version in 1...2 { try deploy(version) }
    try ServedModels.damage(1, in: temporary.warehouse)
    #expect(throws: EndpointError.self) { try deployment.rollBack("prod") }
    #expect(try endpoint().config?.modelVersion == 2)
    #expect(try endpoint().status == .inService)
  }

  @Test("that ended with its process is settled: the endpoint serves what it served", arguments: [true, false])
  func deadOwner(hasModel: Bool) throws {
    try ServedModels.approved(level: 1, in: temporary.warehouse)
    if hasModel { try deploy(1) } else { #expect(throws: (any Error).self) { try deployment.rollBack("prod") } }
    try temporary.execute(
      hasModel
        ? "UPDATE mlops.endpoints SET endpoint_status = 'Updating'"
        : """
        INSERT INTO mlops.endpoints VALUES
          ('prod', 'Creating', NULL, NULL, '2026-01-15T09:00:00.000Z', '2026-01-15T09:00:00.000Z')
        """, in: "mlops")
    try deployment.settleAll()
    #expect(try endpoint().status == (hasModel ? .inService : .failed))
    #expect(try endpoint().failureReason == "the process that was deploying ended")
    try deploy(ServedModels.approved(level: 2, in: temporary.warehouse))
    #expect(try endpoint().config?.modelVersion == 2)
  }

  @Test("that is going on in another process is left alone")
  func liveOwner() throws {
    try ServedModels.approved(level: 1, in: temporary.warehouse)
    try deploy(1)
    try temporary.execute("UPDATE mlops.endpoints SET endpoint_status = 'Updating'", in: "mlops")
    let lock = try FileLock("endpoint-prod", in: temporary.warehouse.layout)
    try withExtendedLifetime(lock) { try deployment.settleAll() }
    #expect(try endpoint().status == .updating)
  }

  @Test("keeps its history and the numbers of its configurations when the endpoint is deleted and made again")
  func deletion() throws {
    try ServedModels.approved(level: 1, in: temporary.warehouse)
    try deploy(1)
    try deployment.delete("prod")
    #expect(throws: EndpointError.self) { try endpoint() }
    try deploy(1)
    #expect(try endpoint().config?.version == 2)
    #expect(try history().count == 5)
    try deployment.delete("prod")
    let catalog = EndpointCatalog(temporary.warehouse)
    try catalog.demandHistory(of: "prod")
    #expect(throws: EndpointError.self) { try catalog.demandHistory(of: "other") }
  }

  @Test(
    "history cannot be changed",
    arguments: [
      "UPDATE mlops.endpoint_history SET reason = 'x'", "DELETE FROM mlops.endpoint_history",
      "UPDATE mlops.endpoint_configs SET max_concurrency = 9",
    ])
  func permanent(sql: String) throws {
    try ServedModels.approved(level: 1, in: temporary.warehouse)
    try deploy(1)
    #expect(throws: (any Error).self) { try temporary.execute(sql, in: "mlops") }
  }

  @Test(
    "refuses a name or a setting that makes no sense",
    arguments: ["", "a/b", "-x", "x-", "ü", String(repeating: "a", count: 64)])
  func names(name: String) throws {
    try ServedModels.approved(level: 1, in: temporary.warehouse)
    #expect(throws: EndpointError.self) { try deployment.deploy(ServedModels.group, version: 1, to: name) }
    for change in [
      EndpointSettingsChange(maxConcurrency: 0), EndpointSettingsChange(memorySizeMB: 0),
      EndpointSettingsChange(idleSeconds: -1), EndpointSettingsChange(capturePercent: 101),
    ] { #expect(throws: EndpointError.self) { try deploy(1, change) } }
    #expect(try EndpointCatalog(temporary.warehouse).endpoints().isEmpty)
  }
}
