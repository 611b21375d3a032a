import Fixtures
import Foundation
import Testing

@Suite("Models, from registration to decision, on the command line")
struct ModelDecisionTests {
  let stockroom: Program

  init() throws { stockroom = try Program() }

  @Test("a model is registered, told of, verified, compared, decided about and archived")
  func wholeWay() throws {
    try stockroom.loadSales(HandMadeSales(days: 40))
    for seed in ["1", "2"] {
      let run = try stockroom(
        "pipeline", "run", "retail_demand", "--parameter", "RMSEThreshold=1000", "--parameter",
        "R2Threshold=-1000", "--parameter", "TrainingSeed=\(seed)")
      #expect(run.status == 0, "\(run.errors)")
    }
    let group = try #require(
      try stockroom("query", "SELECT model_package_group_name FROM mlops.model_package_groups", "--format", "csv")
        .output
        .split(separator: "\n").last.map(String.init))
    // Approvers are told.
    #expect(try stockroom("events", "deliver").status == 0)
    let told = try String(
      contentsOf: stockroom.warehouse.appending(path: "notifications/approvers.txt"), encoding: .utf8)
    #expect(told.contains("\(group) version 2 waits for your decision"))
    #expect(told.contains("stockroom model approve \(group) 2"))

    #expect(try stockroom("model", "verify").status == 0)
    let approval = try stockroom("model", "approve", group, "1", "--reason", "good", "--no-deliver")
    #expect(approval.status == 0)
    #expect(approval.errors == "\(group) version 1: PendingManualApproval -> Approved\n")
    #expect(try stockroom("model", "approve", group, "1").errors == "\(group) version 1 is Approved already\n")
    #expect(try stockroom("model", "alias", group, "champion", "1").status == 0)
    #expect(try stockroom("model", "alias", group, "champion").output == "1\n")

    let comparison = try stockroom("model", "compare", group, "champion", "latest", "--format", "csv")
    #expect(comparison.status == 0, "\(comparison.errors)")
    let kinds = Set(comparison.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[0] })
    #expect(kinds == ["metric", "same rows", "segment rmse", "shap rank", "parameter"])
    let store = try stockroom("model", "compare", group, "1", "2", "--segment", "store_id", "--format", "csv")
    #expect(store.output.contains("segment rmse,store_id = 1,"))
    // Of the newer version, the errors on the same rows are those that it was registered with.
    let rmse = comparison.output.split(separator: "\n").filter { $0.contains(",rmse,") }
      .map { Double($0.split(separator: ",", omittingEmptySubsequences: false)[4]) ?? .nan }
    #expect(rmse.count == 2 && abs(rmse[0] - rmse[1]) < 1e-4 * rmse[0], "\(rmse)")

    let shown = try stockroom("model", "show", group, "champion", "--format", "csv").output
    #expect(shown.contains("example,prediction,") && shown.contains("parameter,n_estimators,"))
    #expect(shown.contains("model,training_data_sha256,"))

    let downloaded = try stockroom("model", "download", group, "2", "--to", "model.tar.gz")
    #expect(downloaded.output == "model.tar.gz\n" && downloaded.status == 0)
    #expect(try stockroom("model", "download", group, "2", "--to", "model.tar.gz").status == 1)
    #expect(try stockroom("model", "archive", group, "1").status == 1)
    #expect(try stockroom("model", "archive", group, "2").status == 0)
    #expect(try !stockroom("model", "list", "--format", "csv").output.contains("\(group),2,"))
    #expect(try stockroom("model", "list", "--archived", "--format", "csv").output.contains("\(group),2,"))

    let audit = try stockroom("audit", "--format", "csv").output
    #expect(audit.contains("model.approve,\(group)/1,allowed,good"))
  }

  @Test("a damaged artifact is told by verify with exit code 3, and not approved")
  func damaged() throws {
    try stockroom.loadSales(HandMadeSales(days: 40))
    #expect(
      try stockroom(
        "pipeline", "run", "retail_demand", "--parameter", "RMSEThreshold=1000", "--parameter",
        "R2Threshold=-1000"
      ).status == 0)
    let fields = try stockroom(
      "query", "SELECT model_package_group_name, model_artifact FROM mlops.model_packages", "--format", "csv"
    ).output.split(separator: "\n")[1].split(separator: ",")
    let file = stockroom.warehouse.appending(path: "objects/\(fields[1])")
    try Data("damaged".utf8).write(to: file)
    let verification = try stockroom("model", "verify")
    #expect(verification.status == 3)
    #expect(verification.output.contains("damaged"))
    let approval = try stockroom("model", "approve", String(fields[0]), "1")
    #expect(approval.status == 1 && approval.errors.contains("SHA-256"))
  }
}
