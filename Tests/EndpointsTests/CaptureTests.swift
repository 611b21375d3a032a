import Endpoints
import Fixtures
import Testing
import Warehouse

@Suite("Captured predictions")
struct CaptureTests {
  let temporary: TemporaryWarehouse

  init() throws {
    temporary = try TemporaryWarehouse()
    try ServedModels.approved(level: 1, in: temporary.warehouse)
  }

  private func host(percent: Double = 100, capacity: Int = 1000) throws -> (EndpointHost, CaptureQueue) {
    try EndpointDeployment(temporary.warehouse).deploy(
      ServedModels.group, version: 1, to: "prod", settings: EndpointSettingsChange(capturePercent: percent))
    let queue = CaptureQueue(capacity: capacity, seed: 3)
    let host = EndpointHost(temporary.warehouse, capture: queue)
    try host.refresh()
    return (host, queue)
  }

  private func ask(_ host: EndpointHost, _ body: String, id: String) throws {
    _ = try host.answer(
      InvocationRequest(endpoint: "prod", body: Array(body.utf8), predictionID: id, requestID: "r-\(id)"),
      mayLoad: true)
  }

  @Test("are rows with inputs, prediction, version and identities; several rows of a request are numbered")
  func rows() throws {
    let (host, queue) = try host()
    try ask(host, "1,2.5,,3", id: "x")
    try ask(host, "1,2,0,3\n4,5,1,6", id: "y")
    #expect(queue.figures.waitingRows == 3)
    #expect(try CaptureWriter(queue, in: temporary.warehouse).writeAll() == 3)
    #expect(queue.figures.written == 3)
    #expect(queue.figures.waitingRows == 0)
    let rows = try temporary.rows(
      """
      SELECT prediction_id, endpoint_name, model_package_group_name, model_package_version, inputs, request_id,
        prediction BETWEEN 1000 AND 1100, latency_ms >= 0
      FROM data_capture.predictions ORDER BY capture_number
      """)
    let tail: [SQLValue] = [.integer(1), .integer(1)]
    func row(_ id: String, _ inputs: String, _ request: String) -> [SQLValue] {
      [.text(id), .text("prod"), .text("Demand"), .integer(1), .text(inputs), .text(request)] + tail
    }
    #expect(
      rows == [
        row("x", "{\"a\":1.0,\"b\":2.5,\"c\":null,\"d\":3.0}", "r-x"),
        row("y:1", "{\"a\":1.0,\"b\":2.0,\"c\":0.0,\"d\":3.0}", "r-y"),
        row("y:2", "{\"a\":4.0,\"b\":5.0,\"c\":1.0,\"d\":6.0}", "r-y"),
      ])
  }

  @Test(
    "are as many of a hundred as the endpoint says", arguments: [(0.0, 0...0), (25.0, 180...320), (100.0, 1000...1000)])
  func sampling(percent: Double, expected: ClosedRange<Int>) throws {
    let (host, queue) = try host(percent: percent)
    for number in 0..<1000 { try ask(host, "1,2,0,3", id: "\(number)") }
    #expect(expected.contains(queue.figures.waitingRows))
  }

  @Test("never make a request wait: what does not fit is dropped and counted")
  func fullQueue() throws {
    let (host, queue) = try host(capacity: 5)
    for number in 0..<4 { try ask(host, "1,2,0,3\n1,2,0,3", id: "\(number)") }
    #expect(queue.figures.waitingRows == 4)
    #expect(queue.figures.dropped == 4)
    let writer = try CaptureWriter(queue, in: temporary.warehouse)
    try writer.writeAll()
    try ask(host, "1,2,0,3", id: "later")
    #expect(try writer.writeAll() == 1)
  }

  @Test("that cannot be written are counted as lost")
  func lost() throws {
    let (host, queue) = try host()
    let writer = try CaptureWriter(queue, in: temporary.warehouse)
    try temporary.execute("DROP TABLE data_capture.predictions", in: "data_capture")
    try ask(host, "1,2,0,3", id: "x")
    #expect(throws: (any Error).self) { try writer.writeAll() }
    #expect(queue.figures.failed == 1)
    #expect(try writer.writeAll() == 0)
  }
}
