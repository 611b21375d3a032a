import Columns
import Diagnostics
import Fixtures
import Forecasting
import Foundation
import GradientBoosting
import Testing
import Warehouse

@Suite("A model that was trained elsewhere")
struct ModelImportTests {
  let temporary: TemporaryWarehouse

  init() throws { temporary = try TemporaryWarehouse() }

  private func model(_ names: [String] = ["price", "store"]) throws -> Booster {
    let rows = try ColumnTable(
      names.enumerated().map { column, name in
        Column(name, numbers: (0..<60).map { Double($0 * (column + 3) % 17) })
      })
    let label = Column("units", numbers: (0..<60).map { Double($0 * 3 % 17 + $0 % 4) })
    return try Booster.train(
      TrainingParameters(xgboost: ["n_estimators": "5"]), training: Dataset(features: rows, label: label))
  }

  private func register(_ bytes: [UInt8], features: [String]? = nil, example: String? = nil) throws {
    let file = URL(filePath: try temporary.directory.write(bytes, to: "model"))
    _ = try ModelImport(temporary.warehouse).register(
      file,
      as: .init(
        group: "Elsewhere", label: "units", features: features,
        example: try example.map { URL(filePath: try temporary.directory.write($0, to: "example.csv")) }))
  }

  private func example() throws -> [String: Any] {
    guard case .text(let json)? = try temporary.rows("SELECT input_example FROM mlops.model_packages").first?.first
    else { return [:] }
    return try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] ?? [:]
  }

  @Test("a version gets an example in the middle of its splits, with the prediction for it")
  func madeExample() throws {
    let model = try model()
    try register(model.json())
    let example = try example()
    let features = try #require(example["features"] as? [String: Double])
    #expect(Set(features.keys) == ["price", "store"])
    #expect((features["price"] ?? 0) > 0 && features.values.allSatisfy { (0..<17).contains($0) })
    let row = try ColumnTable(["price", "store"].map { Column($0, numbers: [features[$0]]) })
    #expect(example["prediction"] as? Double == Double(try model.predict(row)[0]))
  }

  @Test("or the given one, whose columns may be in any order and whose prediction must be the model's")
  func givenExample() throws {
    let model = try model()
    let row = try ColumnTable([Column("price", numbers: [3]), Column("store", numbers: [nil])])
    let prediction = Double(try model.predict(row)[0])
    try register(model.json(), example: "store,note,price,prediction\n,a,3,\(prediction * 1.00001)\n")
    #expect(try example()["prediction"] as? Double == prediction)
    #expect((try example()["features"] as? [String: Any])?["price"] as? Double == 3)
  }

  @Test(
    "an example that does not fit is refused, and nothing is written",
    arguments: [
      "store,price,prediction\n1,3,1e9\n", "store,price\n1,3\n1,4\n", "store\n1\n", "store,price\n1,x\n",
      "store,price,prediction\n1,3,many\n", "", "store,price\n",
    ])
  func unfitExample(text: String) throws {
    let bytes = try model().json()
    #expect(throws: (any Error).self) { try register(bytes, example: text) }
    #expect(try temporary.rows("SELECT count(*) FROM mlops.model_packages") == [[.integer(0)]])
  }

  @Test("JSON and UBJSON become versions that wait for approval, with an artifact that predicts the same")
  func formats() throws {
    let model = try model()
    try register(model.json())
    try register(model.ubjson())
    #expect(
      try temporary.rows("SELECT model_package_version, approval_status, label FROM mlops.model_packages ORDER BY 1")
        == [1, 2].map { [.integer($0), .text("PendingManualApproval"), .text("units")] })
    guard
      case .text(let key)? = try temporary.rows("SELECT model_artifact FROM mlops.model_packages LIMIT 1").first?.first
    else {
      Issue.record("no artifact")
      return
    }
    let stored = key.replacing("model.tar.gz", with: "xgboost-model.json")
    #expect(try Booster(reading: temporary.warehouse.objects.bytes(of: stored)) == model)
  }

  @Test("a file without names needs them, as many as there are features")
  func names() throws {
    let model = try model(["f0", "f1"])
    let missing = #expect(throws: ForecastingError.self) { try register(model.json()) }
    #expect(missing?.code == "no-feature-names")
    #expect(missing?.remedy?.contains("--features") == true)
    let tooFew = #expect(throws: BoostingError.self) { try register(model.json(), features: ["price"]) }
    #expect(tooFew?.expected == "2 names")
    let twice = #expect(throws: BoostingError.self) { try register(model.json(), features: ["price", "price"]) }
    #expect(twice?.expected == "distinct names")
    try register(model.json(), features: ["price", "store"])
    #expect(
      try temporary.rows("SELECT feature_columns FROM mlops.model_packages") == [[.text(#"["price","store"]"#)]])
  }

  @Test("a damaged file is refused with its place, and nothing is written")
  func damaged() throws {
    let bytes = try model().json()
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let error = #expect(throws: ForecastingError.self) { try register(Array(bytes.dropLast(50))) }
    #expect(error?.subject.contains("model, model file") == true, "\(error?.subject ?? "")")
    #expect(throws: ForecastingError.self) { try register(Array("not a model".utf8)) }
    #expect(throws: ForecastingError.self) {
      try ModelImport(temporary.warehouse).register(
        temporary.directory.url.appending(path: "nothing"), as: .init(group: "Elsewhere", label: "units"))
    }
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }
}
