import Columns
import Endpoints
import Fixtures
import Foundation
import GradientBoosting
import Testing
import Warehouse

@Suite("Prediction intervals")
struct IntervalTests {
  let temporary: TemporaryWarehouse
  let queue = CaptureQueue()

  init() throws { temporary = try TemporaryWarehouse() }

  private func host(_ making: ServedModels.Making) throws -> EndpointHost {
    let version = try ServedModels.approved(level: 1, in: temporary.warehouse, making: making)
    try EndpointDeployment(temporary.warehouse).deploy(ServedModels.group, version: version, to: "prod")
    let host = EndpointHost(temporary.warehouse, capture: queue)
    try host.refresh()
    return host
  }

  private func request(_ body: String, accept: String? = nil, explains: Bool = false) -> InvocationRequest {
    var request = InvocationRequest(
      endpoint: "prod", body: Array(body.utf8), accept: accept, predictionID: "p", requestID: "r")
    request.wantsIntervals = true
    request.explains = explains
    return request
  }

  @Test("stand beside the predictions in every format, ascending, as the model of quantiles gives them")
  func formats() throws {
    let host = try host(.withIntervals)
    let quantiles = try ServedModels.booster(level: 1, .withIntervals, quantiles: true)
    let expected = try quantiles.predict(ServedModels.table())
    // The first rows of the fixture's table.
    let table = try ServedModels.table()
    let rows = (0..<5).map { row in
      table.columns.map { column in (column.doubles?[row]).map { $0.isNaN ? "" : "\($0)" } ?? "" }.joined(
        separator: ",")
    }
    let body = rows.joined(separator: "\n")
    let csv = String(decoding: try #require(try host.answer(request(body), mayLoad: true)).body, as: UTF8.self)
    let lines = csv.split(separator: "\n")
    #expect(lines[0] == "prediction,p10,p90")
    #expect(lines.count == 6)
    for row in 0..<5 {
      let pair = expected[2 * row...2 * row + 1].sorted()
      #expect(lines[row + 1].split(separator: ",").dropFirst().map { Float($0) } == pair.map { $0 })
    }
    let json = try #require(try host.answer(request(body, accept: "application/json"), mayLoad: true)).body
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
    let intervals = try #require(object["intervals"] as? [[String: Double]])
    #expect(intervals.count == 5 && intervals.allSatisfy { Set($0.keys) == ["p10", "p90"] })
    #expect(intervals.allSatisfy { ($0["p10"] ?? 1) <= ($0["p90"] ?? 0) })
    let jsonLines = try #require(try host.answer(request(rows[0], accept: "application/jsonlines"), mayLoad: true)).body
    #expect(String(decoding: jsonLines, as: UTF8.self).contains(",\"intervals\":{\"p10\":"))
    let explained = try #require(try host.answer(request(rows[0], explains: true), mayLoad: true)).body
    #expect(String(decoding: explained, as: UTF8.self).hasPrefix("prediction,p10,p90,base_value,a,b,c,d\n"))
  }

  @Test("are captured with the prediction; without them the column is empty")
  func captured() throws {
    let host = try host(.withIntervals)
    _ = try host.answer(request("1,2,0,3"), mayLoad: true)
    var plain = request("1,2,0,3")
    plain.wantsIntervals = false
    _ = try host.answer(plain, mayLoad: true)
    try CaptureWriter(queue, in: temporary.warehouse).writeAll()
    #expect(
      try temporary.rows(
        """
        SELECT intervals ->> 'p10' <= intervals ->> 'p90', intervals IS NULL
        FROM data_capture.predictions_with_actuals ORDER BY capture_number
        """) == [[.integer(1), .integer(0)], [.null, .integer(1)]])
  }

  @Test("that the version does not have are refused")
  func absent() throws {
    let host = try host(.init())
    let error = #expect(throws: InvocationError.self) { try host.answer(request("1,2,0,3"), mayLoad: true) }
    #expect(error?.code == "no-intervals" && error?.kind == .invalid)
  }
}
