import Endpoints
import Fixtures
import Foundation
import ModelRegistry
import Testing
import Warehouse

@Suite("The stored input example")
struct InputExampleTests {
  let temporary: TemporaryWarehouse
  var deployment: EndpointDeployment { EndpointDeployment(temporary.warehouse) }

  init() throws { temporary = try TemporaryWarehouse() }

  /// Approves a model whose stored prediction is `factor` times what it says.
  private func approve(level: Int, factor: Double, _ change: (inout InputExample) -> Void = { _ in }) throws -> Int {
    var example = try ServedModels.example(level: level)
    example = InputExample(features: example.features, prediction: example.prediction * factor)
    change(&example)
    let version = try ServedModels.register(level: level, in: temporary.warehouse, example: example)
    try ServedModels.decide(version, "Approved", in: temporary.warehouse)
    return version
  }

  private func inputExamples() throws -> [[SQLValue]] {
    try temporary.rows(
      """
      SELECT detail ->> '$.InputExample' FROM mlops.events
      WHERE detail ->> '$.EndpointStatus' = 'InService' ORDER BY event_number
      """)
  }

  @Test("is compared when a model is deployed; the event tells of it", arguments: [1, 1 + 0.9e-5, 1 - 0.9e-5])
  func matching(factor: Double) throws {
    let version = try approve(level: 1, factor: factor)
    let outcome = try deployment.deploy(ServedModels.group, version: version, to: "prod")
    #expect(outcome.comparedExample)
    #expect(try inputExamples() == [[.text("Matched")]])
  }

  @Test(
    "refuses a model that says something else: the old one stays, an event says why",
    arguments: [1 + 1.2e-5, 1 - 1.2e-5, 0.5, -1, 0])
  func different(factor: Double) throws {
    let good = try approve(level: 1, factor: 1)
    let bad = try approve(level: 2, factor: factor)
    try deployment.deploy(ServedModels.group, version: good, to: "prod")
    let error = #expect(throws: EndpointError.self) {
      try deployment.deploy(ServedModels.group, version: bad, to: "prod")
    }
    #expect(error?.code == "example-mismatch")
    let record = try EndpointCatalog(temporary.warehouse).endpoint("prod")
    #expect(record.status == .inService && record.config?.modelVersion == good)
    let reasons = try temporary.rows(
      """
      SELECT count(*) FROM mlops.events
      WHERE detail ->> '$.EndpointStatus' = 'RollingBack' AND detail ->> '$.FailureReason' LIKE '%stored input example%'
      """)
    #expect(reasons == [[.integer(1)]])
  }

  @Test("that lacks a feature, or has a text for a number, refuses the model", arguments: [SQLValue?.none, .text("x")])
  func unusable(value: SQLValue?) throws {
    let version = try approve(level: 1, factor: 1) { example in
      var features = example.features
      features[1] = ("b", value ?? .null)
      if value == nil { features.remove(at: 1) }
      example = InputExample(features: features, prediction: example.prediction)
    }
    // What is not in the stored JSON reads back as missing, which is another row.
    let error = #expect(throws: EndpointError.self) {
      try deployment.deploy(ServedModels.group, version: version, to: "prod")
    }
    #expect(["input-example", "example-mismatch"].contains(error?.code))
  }

  @Test("is compared by a server as well: it goes on with the old model")
  func server() throws {
    let good = try approve(level: 1, factor: 1)
    let bad = try approve(level: 2, factor: 1)
    try deployment.deploy(ServedModels.group, version: good, to: "prod")
    let host = EndpointHost(temporary.warehouse)
    try host.refresh()
    let request = InvocationRequest(endpoint: "prod", body: Array("1,2,0,3".utf8), predictionID: "p", requestID: "r")
    #expect(try host.answer(request, mayLoad: true)?.model.version == good)
    try deployment.deploy(ServedModels.group, version: bad, to: "prod")
    // A model that was sound when it was deployed and is another one now: its example no longer fits.
    try temporary.execute(
      """
      DROP TRIGGER IF EXISTS model_packages_stay;
      UPDATE model_packages SET input_example = json_set(input_example, '$.prediction', 1)
      WHERE model_package_version = \(bad)
      """, in: "mlops")
    try host.refresh()
    #expect(try host.answer(request, mayLoad: true)?.model.version == good)
    let reported = try temporary.rows(
      "SELECT count(*) FROM mlops.endpoint_history WHERE reason LIKE 'a server could not load it%stored input example%'"
    )
    #expect(reported == [[.integer(1)]])
  }

  @Test("is passed over where a version has none, and the outcome and the event say so")
  func none() throws {
    let version = try ServedModels.approved(level: 1, in: temporary.warehouse)
    #expect(try !deployment.deploy(ServedModels.group, version: version, to: "prod").comparedExample)
    #expect(try inputExamples() == [[.text("None")]])
  }
}
