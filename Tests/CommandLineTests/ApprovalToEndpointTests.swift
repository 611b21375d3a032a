import Fixtures
import Foundation
import Testing

@Suite("From approval to endpoint on the command line")
struct ApprovalToEndpointTests {
  let stockroom: Program
  private let group = "RetailDemandXGB"
  private let endpoint = "retail-demand-xgb-serverless-prod"

  init() throws {
    stockroom = try Program()
    try stockroom.loadSales(HandMadeSales(days: 40))
    for seed in ["1", "2", "3"] {
      let run = try stockroom(
        "pipeline", "run", "retail_demand", "--parameter", "RMSEThreshold=1000", "--parameter", "R2Threshold=-1000",
        "--parameter", "TrainingSeed=\(seed)")
      try #require(run.status == 0, "\(run.errors)")
    }
  }

  /// What the endpoint serves, as the tables tell it: state and version.
  private func served() throws -> String {
    try stockroom(
      "query",
      """
      SELECT endpoint_status || ' ' || coalesce(model_package_version, '') AS served FROM mlops.endpoints
      LEFT JOIN mlops.endpoint_configs USING (endpoint_name, config_version)
      """, "--format", "csv"
    ).output.split(separator: "\n").dropFirst().joined(separator: ";")
  }

  @Test(
    "an approval puts the version into service under the pipeline's endpoint, a rejection brings back the newest approved"
  )
  func wholeWay() throws {
    func decide(_ verb: String, _ version: Int, _ expected: String) throws {
      let run = try stockroom("model", verb, group, String(version), "--reason", "test")
      #expect(run.status == 0, "\(run.errors)")
      #expect(try served() == expected, "\(verb) \(version)")
    }
    try decide("reject", 1, "")
    try decide("approve", 1, "InService 1")
    try decide("approve", 2, "InService 2")
    try decide("approve", 2, "InService 2")
    try decide("approve", 3, "InService 3")
    try decide("reject", 2, "InService 3")
    try decide("reject", 3, "InService 1")
    try decide("approve", 3, "InService 3")
    try decide("reopen", 3, "InService 1")
    try decide("reject", 1, "")
    // Each was carried out once.
    let count = try stockroom(
      "query", "SELECT count(*) FROM mlops.endpoint_history WHERE to_status = 'InService'", "--format", "csv")
    #expect(count.output.split(separator: "\n").last == "6")
    let waiting = try stockroom(
      "query", "SELECT count(*) FROM mlops.event_deliveries WHERE kind = 'deploy' AND status <> 'Delivered'",
      "--format",
      "csv")
    // Rejecting a version that did not serve had nothing to do.
    #expect(waiting.output.split(separator: "\n").last == "1")
  }

  @Test("decisions that were left to a later pass reach the endpoint with it")
  func later() throws {
    for version in ["1", "2"] {
      #expect(try stockroom("model", "approve", group, version, "--no-deliver").status == 0)
    }
    #expect(try served() == "")
    #expect(try stockroom("events", "deliver").status == 0)
    #expect(try served() == "InService 2")
  }

  @Test(
    "a version whose artifact is damaged after its approval is not deployed: what served goes on, and the event says so"
  )
  func damaged() throws {
    #expect(try stockroom("model", "approve", group, "1").status == 0)
    #expect(try stockroom("model", "approve", group, "2", "--no-deliver").status == 0)
    let artifact = try stockroom(
      "query", "SELECT model_artifact FROM mlops.model_packages WHERE model_package_version = 2", "--format", "csv"
    ).output.split(separator: "\n")[1]
    try Data("damaged".utf8).write(to: stockroom.warehouse.appending(path: "objects/\(artifact)"))
    let pass = try stockroom("events", "deliver")
    #expect(pass.status == 1)
    #expect(try served() == "InService 1")
    let dead = try stockroom("events", "deliveries", "--status", "DeadLetter", "--format", "csv").output
    #expect(dead.contains("deploy-decisions"))
    let events = try stockroom("events", "tail", "-n", "3").output
    #expect(events.contains("FailureReason"))
  }
}
