import Endpoints
import Fixtures
import Foundation
import Server
import Synchronization
import Testing
import Warehouse

@Suite("Asking for predictions over HTTP")
struct InvocationTests {
  @Test("answers in the format of the request, or the one that is asked for")
  func formats() async throws {
    try await RunningServer.run { server in
      let csv = try server.invoke("1,2,0,3\n4,5,1,6")
      #expect(csv.status == 200)
      #expect(csv.headers["content-type"] == "text/csv")
      let values = csv.text.split(separator: "\n").compactMap { Double($0) }
      #expect(values.count == 2)
      #expect(values.allSatisfy { (1000..<1100).contains($0) })
      let json = try server.invoke("{\"instances\":[[1,2,0,3],[4,5,1,6]]}", type: "application/json")
      #expect(json.headers["content-type"] == "application/json")
      #expect(json.json["predictions"] as? [Double] == values)
      let named = try server.invoke("{\"d\":3,\"c\":0,\"b\":2,\"a\":1}", type: "application/json; charset=utf-8")
      #expect(named.json["predictions"] as? [Double] == [values[0]])
      let lines = try server.invoke("1,2,0,3", ["Accept": "application/jsonlines"])
      #expect(lines.text == "{\"prediction\":\(values[0])}\n")
    }
  }

  @Test("tells the version, the identity of the request and that of the prediction")
  func identities() async throws {
    try await RunningServer.run { server in
      let given = try server.invoke(
        "1,2,0,3", ["X-Request-Id": "r-1", "X-Amzn-SageMaker-Inference-Id": "sale-9"])
      #expect(given.headers["x-request-id"] == "r-1")
      #expect(given.headers["x-amzn-sagemaker-inference-id"] == "sale-9")
      #expect(given.headers["x-amzn-invoked-production-variant"] == "Demand-1")
      let made = try server.invoke("1,2,0,3")
      #expect(made.headers["x-request-id"]?.count == 36)
      #expect(made.headers["x-amzn-sagemaker-inference-id"] == made.headers["x-request-id"])
    }
  }

  @Test("explains predictions where that is asked for")
  func explanations() async throws {
    try await RunningServer.run { server in
      let answer = try server.invoke("[[1,2,0,3]]", type: "application/json", query: "?explain=true")
      let explanation = (answer.json["explanations"] as? [[String: Any]])?.first ?? [:]
      let values = explanation["shap_values"] as? [String: Double] ?? [:]
      #expect(Set(values.keys) == Set(ServedModels.features))
      let sum = values.values.reduce(explanation["base_value"] as? Double ?? 0, +)
      #expect(abs(sum - ((answer.json["predictions"] as? [Double])?.first ?? 0)) < 0.01)
      let csv = try server.invoke("1,2,0,3", query: "?explain=true")
      #expect(csv.text.hasPrefix("prediction,base_value,a,b,c,d\n"))
    }
  }

  @Test("an error is JSON that names the row and the field, with a status that says whose fault it is")
  func errors() async throws {
    try await RunningServer.run({ $0.maximumBodyBytes = 100_000 }) { server in
      let mistyped = try server.invoke("1,2,0,3\n1,x,0,3")
      #expect(mistyped.status == 400)
      #expect(mistyped.json["code"] as? String == "mistyped-feature")
      #expect(mistyped.json["row"] as? Int == 2)
      #expect(mistyped.json["field"] as? String == "b")
      #expect(mistyped.headers["x-amzn-errortype"] == "ValidationError")
      #expect(try server.invoke("<a/>", type: "application/xml").status == 415)
      #expect(try server.invoke("1,2,0,3", query: "?explian=true").status == 400)
      #expect(try server.send("POST", "/endpoints/none/invocations", body: "1").status == 404)
      #expect(try server.send("GET", "/nothing").status == 404)
      #expect(try server.send("GET", "/nothing").json["code"] as? String == "not-found")
      let large = try server.invoke(String(repeating: "1,2,0,3\n", count: 20_000))
      #expect(large.status == 413)
      #expect(large.json["code"] as? String == "body-size")
      // As large as may be, which is more than the event loop answers itself.
      #expect(try server.invoke(String(repeating: "1,2,0,3\n", count: 12_000)).status == 200)
    }
  }

  @Test("one connection answers many requests in their order, small and large ones, sent before the first is answered")
  func pipelining() async throws {
    try await RunningServer.run { server in
      let connection = try server.connect()
      var sent: [UInt8] = []
      var expected: [(status: Int, rows: Int)] = []
      for number in 0..<60 {
        switch number % 6 {
        case 0: sent += RawConnection.request("GET", "/ping", body: [])
        case 1:
          sent += RawConnection.request("POST", "/endpoints/prod/invocations?explain=true", body: Array("1,2,0,3".utf8))
        case 2: sent += RawConnection.request("POST", "/endpoints/prod/invocations", body: Array("nonsense".utf8))
        default:
          let rows = number % 6 == 3 ? 9000 : number
          sent += RawConnection.request(
            "POST", "/endpoints/prod/invocations", body: Array(String(repeating: "1,2,0,3\n", count: rows).utf8))
        }
        expected.append(
          number % 6 == 0
            ? (200, 0)
            : number % 6 == 1 ? (200, 2) : number % 6 == 2 ? (400, 1) : (200, number % 6 == 3 ? 9000 : number))
      }
      let bytes = sent
      let sender = Thread { try? connection.send(bytes) }
      sender.start()
      for (status, rows) in expected {
        let answer = try #require(try connection.answer())
        #expect(answer.status == status)
        if status == 200 { #expect(answer.text.split(separator: "\n").count == rows) }
      }
    }
  }

  @Test("a model that another process deploys is taken over while the server runs")
  func deployment() async throws {
    try await RunningServer.run { server in
      #expect(try server.invoke("1,2,0,3").text.hasPrefix("10"))
      try ServedModels.approved(level: 2, in: server.temporary.warehouse)
      try server.deployment.deploy(ServedModels.group, version: 2, to: "prod")
      while try !server.invoke("1,2,0,3").text.hasPrefix("20") { usleep(2000) }
      try server.deployment.delete("prod")
      while try server.invoke("1,2,0,3").status != 404 { usleep(2000) }
    }
  }

  @Test("200 swaps while clients ask: not one failed or mixed-up answer")
  func swaps() async throws {
    try await RunningServer.run { server in
      try ServedModels.approved(level: 2, in: server.temporary.warehouse)
      // From here on a model is loaded, so that every deployment is a swap.
      _ = try server.invoke("1,2,0,3")
      let wrong = Mutex<[String]>([])
      let stop = Atomic(false)
      let answered = Atomic(0)
      let clients = DispatchGroup()
      for _ in 0..<2 {
        clients.enter()
        Thread {
          defer { clients.leave() }
          do {
            let connection = try server.connect()
            let request = RawConnection.request(
              "POST", "/endpoints/prod/invocations", body: Array("1,2,0,3\n4,5,1,6".utf8))
            while !stop.load(ordering: .relaxed) {
              try connection.send(request)
              let answer = try connection.answer()
              let levels = Set(
                (answer?.text ?? "").split(separator: "\n").map { Int(Double($0) ?? 0) / 1000 })
              let named = answer?.headers["x-amzn-invoked-production-variant"] ?? "nothing"
              if answer?.status != 200 || levels.map({ "Demand-\($0)" }) != [named] {
                wrong.withLock { $0.append("\(answer?.status ?? 0): \(levels) from \(named)") }
              }
              answered.wrappingAdd(1, ordering: .relaxed)
            }
          } catch { wrong.withLock { $0.append("\(error)") } }
        }.start()
      }
      for swap in 0..<200 {
        try server.deployment.deploy(ServedModels.group, version: swap % 2 == 0 ? 2 : 1, to: "prod")
        try server.host.refresh()
      }
      stop.store(true, ordering: .relaxed)
      clients.wait()
      #expect(wrong.withLock { $0 } == [])
      #expect(answered.load(ordering: .relaxed) > 0)
      #expect(server.host.slot("prod")?.figures.current.swaps == 200)
    }
  }

  @Test("beyond the maximum concurrency the answer is 429")
  func concurrency() async throws {
    try await RunningServer.run(settings: EndpointSettingsChange(maxConcurrency: 1)) { server in
      #expect(try server.invoke("1,2,0,3").status == 200)
      let slot = try #require(server.host.slot("prod"))
      _ = try slot.enter(now: 0)
      let refused = try server.invoke("1,2,0,3")
      #expect(refused.status == 429)
      #expect(refused.headers["retry-after"] == "1")
      #expect(refused.json["code"] as? String == "too-many-requests")
      slot.leave(now: 0)
      #expect(try server.invoke("1,2,0,3").status == 200)
    }
  }

  @Test("what was answered is captured when the server stops")
  func capture() async throws {
    let kept = Mutex<TemporaryWarehouse?>(nil)
    try await RunningServer.run { server in
      kept.withLock { $0 = server.temporary }
      for number in 0..<20 {
        _ = try server.invoke("1,2,0,3", ["X-Amzn-SageMaker-Inference-Id": "p-\(number)"])
      }
    }
    let temporary = try #require(kept.withLock { $0 })
    #expect(
      try temporary.rows("SELECT count(DISTINCT prediction_id) FROM data_capture.predictions") == [[.integer(20)]])
  }
}
