import Columns
import Diagnostics
import Endpoints
import Fixtures
import Foundation
import GradientBoosting
import ModelRegistry
import Testing
import Warehouse

@Suite("A model in memory")
struct ServedModelTests {
  let temporary: TemporaryWarehouse

  init() throws { temporary = try TemporaryWarehouse() }

  private func load(_ version: Int) throws -> ServedModel {
    try ModelLoader(temporary.warehouse).load(
      ModelRegistry(temporary.warehouse).package(ServedModels.group, version: version))
  }

  /// The rows of the made-up table as the parsers give them.
  private func rows() throws -> FeatureRows {
    let columns = try ServedModels.table().columns.map { $0.floats ?? [] }
    return FeatureRows(values: (0..<240).flatMap { row in columns.map { $0[row] } }, count: 240)
  }

  @Test("predicts row by row what the library predicts for the table, and so do many rows at once")
  func predictions() throws {
    let model = try load(ServedModels.register(level: 3, in: temporary.warehouse))
    let expected = try ServedModels.booster(level: 3).predict(ServedModels.table())
    let rows = try rows()
    #expect(try model.predict(rows) == expected)
    let many = FeatureRows(values: (0..<20).flatMap { _ in rows.values }, count: 4800)
    #expect(try model.predict(many) == (0..<20).flatMap { _ in expected })
  }

  @Test("explains a prediction: base value and contributions add up to it")
  func explanations() throws {
    let model = try load(ServedModels.register(level: 1, in: temporary.warehouse))
    let rows = try rows()
    let predictions = try model.predict(rows)
    let contributions = try model.explain(rows)
    for row in 0..<rows.count {
      #expect(abs(contributions.values(row: row).reduce(0, +) - predictions[row]) < 0.01)
    }
  }

  @Test("is not made of an artifact that is damaged anywhere")
  func damage() throws {
    let version = try ServedModels.register(level: 1, in: temporary.warehouse)
    try ServedModels.damage(version, in: temporary.warehouse)
    let error = #expect(throws: EndpointError.self) { try load(version) }
    #expect(error?.code == "damaged-artifact")
  }

  @Test(
    "is not made of something else, even where its checksum is the registered one",
    arguments: [
      [UInt8](), [1, 2, 3], Array("{}".utf8), [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ])
  func wrongArtifact(bytes: [UInt8]) throws {
    let warehouse = temporary.warehouse
    let package = try ModelRegistry(warehouse).register(
      ModelPackageCandidate(
        group: "G", artifact: warehouse.objects.store(bytes, as: "m"), run: nil, execution: nil, pipeline: nil,
        endpoint: nil, label: "y", featureColumns: ["a"], metrics: [], regressionMetrics: "{}", biasMetrics: nil,
        dataProfile: nil))
    let error = #expect(throws: EndpointError.self) { try ModelLoader(warehouse).load(package) }
    #expect(error?.code == "damaged-artifact")
  }

  @Test("is not made of a model with other features than the registered ones")
  func otherFeatures() throws {
    let warehouse = temporary.warehouse
    let version = try ServedModels.register(level: 1, in: temporary.warehouse, columns: ["b", "a", "c", "d"])
    let error = #expect(throws: EndpointError.self) {
      try ModelLoader(warehouse).load(ModelRegistry(warehouse).package(ServedModels.group, version: version))
    }
    #expect(error?.description.contains("b, a, c, d") == true)
  }

  @Test("is missing where its file is")
  func missing() throws {
    let version = try ServedModels.register(level: 1, in: temporary.warehouse)
    let warehouse = temporary.warehouse
    let key = try ModelRegistry(warehouse).package(ServedModels.group, version: version).artifact
    try FileManager.default.removeItem(at: warehouse.objects.url(of: key))
    #expect(throws: WarehouseError.self) { try load(version) }
  }
}
