import Fixtures
import ModelRegistry
import Testing
import Warehouse

@Suite("Registering a model")
struct RegistrationTests {
  let temporary: TemporaryWarehouse
  var registry: ModelRegistry { ModelRegistry(temporary.warehouse) }

  init() throws { temporary = try TemporaryWarehouse() }

  private func candidate(_ group: String = "Demand", execution: String?) throws -> ModelPackageCandidate {
    ModelPackageCandidate(
      group: group, artifact: try temporary.warehouse.objects.store([1, 2], as: "m/model.tar.gz"), run: "r",
      execution: execution, pipeline: "p", endpoint: "prod", label: "units", featureColumns: ["b", "a", "\"c\""],
      metrics: [("rmse", 2.5), ("r2", nil)], regressionMetrics: "{\"rmse\":2.5}", biasMetrics: nil, dataProfile: "{}")
  }

  @Test("makes a version that waits for a person, with all that it was given")
  func firstVersion() throws {
    let package = try registry.register(candidate(execution: "e-1"))
    #expect(package.version == 1)
    #expect(package.status == .pending)
    #expect(package.artifact == "m/model.tar.gz")
    #expect(package.artifactHash == ContentHash.of([1, 2]))
    #expect(package.run == "r" && package.execution == "e-1" && package.endpoint == "prod" && package.label == "units")
    #expect(package.featureColumns == ["b", "a", "\"c\""], "the order of the features is the model's")
    #expect(package.metrics.map(\.name) == ["r2", "rmse"])
    #expect(package.metrics.map(\.value) == [nil, 2.5])
    #expect(package.decisions.map(\.status) == ["PendingManualApproval"])
    #expect(package.decisions.map(\.by) == ["tester"])
  }

  @Test("counts versions up, each group for itself")
  func versions() throws {
    #expect(try registry.register(candidate(execution: "e-1")).version == 1)
    #expect(try registry.register(candidate(execution: "e-2")).version == 2)
    #expect(try registry.register(candidate("Other", execution: "e-2")).version == 1)
    #expect(try registry.register(candidate(execution: nil)).version == 3)
    #expect(try registry.register(candidate(execution: nil)).version == 4)
    #expect(try registry.groups() == ["Demand", "Other"])
  }

  @Test("twice by the same execution gives the same version and changes nothing")
  func repeated() throws {
    let first = try registry.register(candidate(execution: "e-1"))
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let again = try registry.register(candidate(execution: "e-1"))
    #expect(again.version == first.version)
    #expect(again.registeredAt == first.registeredAt)
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("fails as a whole where a part is refused")
  func refused() throws {
    var wrong = try candidate(execution: "e-1")
    wrong.biasMetrics = "no JSON"
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    #expect(throws: (any Error).self) { _ = try registry.register(wrong) }
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("without a version, the newest is shown")
  func newest() throws {
    for execution in ["e-1", "e-2", "e-3"] { _ = try registry.register(candidate(execution: execution)) }
    #expect(try registry.package("Demand", version: nil).version == 3)
    #expect(try registry.package("Demand", version: 2).execution == "e-2")
  }

  @Test("a version or group that does not exist is named")
  func unknown() throws {
    _ = try registry.register(candidate(execution: "e-1"))
    let version = #expect(throws: ModelRegistryError.self) { _ = try registry.package("Demand", version: 7) }
    #expect(version?.code == "unknown-model")
    #expect(version?.subject.contains("Demand version 7") == true)
    #expect(throws: ModelRegistryError.self) { _ = try registry.package("Nothing", version: nil) }
  }
}
