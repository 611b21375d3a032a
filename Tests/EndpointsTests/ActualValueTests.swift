import CSV
import Endpoints
import Fixtures
import Testing
import Warehouse

@Suite("What turned out to be true")
struct ActualValueTests {
  let temporary: TemporaryWarehouse

  init() throws {
    temporary = try TemporaryWarehouse()
    try ServedModels.approved(level: 1, in: temporary.warehouse)
    try EndpointDeployment(temporary.warehouse).deploy(ServedModels.group, version: 1, to: "prod")
    let queue = CaptureQueue()
    let host = EndpointHost(temporary.warehouse, capture: queue)
    try host.refresh()
    for id in ["x", "y"] {
      _ = try host.answer(
        InvocationRequest(endpoint: "prod", body: Array("1,2,0,3".utf8), predictionID: id, requestID: id),
        mayLoad: true)
    }
    try CaptureWriter(queue, in: temporary.warehouse).writeAll()
  }

  private func load(_ csv: String) throws -> ActualValues.Report {
    try ActualValues(temporary.warehouse).load(.bytes(Array(csv.utf8), name: "actuals.csv"))
  }

  @Test("stands beside the prediction of that id; a later value replaces the earlier one")
  func joined() throws {
    let report = try load("actual,prediction_id\n1040,x\n5,unknown\n")
    #expect(report.values == 2)
    #expect(report.matched == 1)
    #expect(try load("prediction_id,actual\nx,1050.5\n").matched == 1)
    let rows = try temporary.rows(
      """
      SELECT prediction_id, actual, abs(residual - (prediction - actual)) < 1e-9
      FROM data_capture.predictions_with_actuals ORDER BY prediction_id
      """)
    #expect(rows == [[.text("x"), .real(1050.5), .integer(1)], [.text("y"), .null, .null]])
  }

  @Test("of a file that is loaded twice changes nothing")
  func twice() throws {
    _ = try load("prediction_id,actual\nx,1\n")
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    _ = try load("prediction_id,actual\nx,1\n")
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test(
    "is refused as a whole where one value is no number",
    arguments: ["prediction_id,actual\nx,1\ny,much\n", "prediction_id,actual\nx,1\n,2\n", "id,actual\nx,1\n"])
  func wrong(csv: String) throws {
    #expect(throws: (any Error).self) { try load(csv) }
    #expect(try temporary.rows("SELECT count(*) FROM data_capture.actuals") == [[.integer(0)]])
  }
}
