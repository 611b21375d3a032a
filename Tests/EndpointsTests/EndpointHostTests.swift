import Endpoints
import Fixtures
import Foundation
import Synchronization
import Testing
import Warehouse

@Suite("Endpoints in a process that serves")
struct EndpointHostTests {
  let temporary: TemporaryWarehouse
  var deployment: EndpointDeployment { EndpointDeployment(temporary.warehouse) }

  init() throws {
    temporary = try TemporaryWarehouse()
    try ServedModels.approved(level: 1, in: temporary.warehouse)
    try ServedModels.approved(level: 2, in: temporary.warehouse)
  }

  /// A clock that tests move, in seconds.
  final class Clock: Sendable {
    private let seconds = Mutex<UInt64>(1)
    var stopwatch: Stopwatch { Stopwatch { self.seconds.withLock { $0 } * 1_000_000_000 } }
    func advance(_ count: UInt64) { seconds.withLock { $0 += count } }
  }

  private func request(_ endpoint: String = "prod", body: String = "1,2,0,3") -> InvocationRequest {
    InvocationRequest(endpoint: endpoint, body: Array(body.utf8), predictionID: "p", requestID: "r")
  }

  private func level(_ host: EndpointHost, _ endpoint: String = "prod") throws -> Int? {
    guard let answer = try host.answer(request(endpoint), mayLoad: true) else { return nil }
    return (Double(String(decoding: answer.body, as: UTF8.self).dropLast()).map { Int($0) } ?? 0) / 1000
  }

  private func deploy(
    _ version: Int, to name: String = "prod", _ change: EndpointSettingsChange = EndpointSettingsChange()
  ) throws {
    try deployment.deploy(ServedModels.group, version: version, to: name, settings: change)
  }

  @Test("are found through the tables; their models are loaded on the first call")
  func coldStart() throws {
    let host = EndpointHost(temporary.warehouse)
    try host.refresh()
    #expect(host.slot("prod") == nil)
    try deploy(1)
    try host.refresh()
    #expect(host.slot("prod")?.model == nil)
    #expect(try host.answer(request(), mayLoad: false) == nil)
    #expect(try level(host) == 1)
    #expect(host.slot("prod")?.model?.version == 1)
    #expect(try host.answer(request(), mayLoad: false) != nil)
  }

  @Test("take over what another process deploys; deleted ones are gone")
  func takeover() throws {
    let host = EndpointHost(temporary.warehouse)
    try deploy(1)
    try host.refresh()
    #expect(try level(host) == 1)
    try deploy(2)
    #expect(try level(host) == 1)
    try host.refresh()
    #expect(try level(host) == 2)
    #expect(host.slot("prod")?.figures.current.swaps == 1)
    try deployment.delete("prod")
    try host.refresh()
    let error = #expect(throws: InvocationError.self) { try host.answer(request(), mayLoad: true) }
    #expect(error?.kind == .notFound)
  }

  @Test("keep the old model where the new one cannot be loaded, and say so once")
  func failedSwap() throws {
    let host = EndpointHost(temporary.warehouse)
    try deploy(1)
    try host.refresh()
    #expect(try level(host) == 1)
    try deploy(2)
    try ServedModels.damage(2, in: temporary.warehouse)
    for _ in 0..<3 { try host.refresh() }
    #expect(try level(host) == 1)
    let reported = try temporary.rows(
      "SELECT count(*) FROM mlops.endpoint_history WHERE reason LIKE 'a server could not load it%'")
    #expect(reported == [[.integer(1)]])
  }

  @Test("answer with an error where no model can be loaded at all")
  func unavailable() throws {
    try deploy(1)
    try ServedModels.damage(1, in: temporary.warehouse)
    let host = EndpointHost(temporary.warehouse)
    try host.refresh()
    let error = #expect(throws: InvocationError.self) { try host.answer(request(), mayLoad: true) }
    #expect(error?.kind == .unavailable)
    #expect(host.slot("prod")?.running == 0)
  }

  @Test("unload a model after its idle time, not before, and never one that is kept")
  func idle() throws {
    let clock = Clock()
    try deploy(1, EndpointSettingsChange(idleSeconds: 10))
    try deploy(1, to: "kept")
    let host = EndpointHost(temporary.warehouse, stopwatch: clock.stopwatch)
    try host.refresh()
    #expect(try level(host) == 1)
    #expect(try level(host, "kept") == 1)
    clock.advance(9)
    host.unloadIdle()
    #expect(host.slot("prod")?.model != nil)
    clock.advance(1)
    host.unloadIdle()
    #expect(host.slot("prod")?.model == nil)
    #expect(host.slot("kept")?.model != nil)
    #expect(try level(host) == 1)
    #expect(host.slot("prod")?.figures.current.loads == 2)
  }

  @Test("refuse what goes beyond the maximum concurrency, and let others in afterwards")
  func concurrency() throws {
    try deploy(1, EndpointSettingsChange(maxConcurrency: 2))
    let host = EndpointHost(temporary.warehouse)
    try host.refresh()
    let slot = try #require(host.slot("prod"))
    _ = try slot.enter(now: 0)
    #expect(try level(host) == 1)
    _ = try slot.enter(now: 0)
    let error = #expect(throws: InvocationError.self) { try host.answer(request(), mayLoad: true) }
    #expect(error?.kind == .busy)
    slot.leave(now: 0)
    #expect(try level(host) == 1)
    #expect(slot.figures.current.requests == ["ok": 2, "too-many-requests": 1])
  }

  @Test("make room for a model by unloading the one that was not used for longest")
  func memory() throws {
    let clock = Clock()
    for name in ["x", "y", "z"] { try deploy(1, to: name) }
    let size = try ModelLoaderProbe.load(1, in: temporary).byteCount
    let host = EndpointHost(temporary.warehouse, memoryLimit: 2 * size, stopwatch: clock.stopwatch)
    try host.refresh()
    for name in ["x", "y", "x", "z"] {
      clock.advance(1)
      #expect(try level(host, name) == 1)
    }
    #expect(["x", "y", "z"].map { host.slot($0)?.model != nil } == [true, false, true])
    let small = EndpointHost(temporary.warehouse, memoryLimit: size - 1)
    try small.refresh()
    #expect(throws: InvocationError.self) { try small.answer(request("x"), mayLoad: true) }
  }

  @Test("load a model once for many first requests")
  func stampede() throws {
    try deploy(1)
    let host = EndpointHost(temporary.warehouse)
    try host.refresh()
    DispatchQueue.concurrentPerform(iterations: 32) { _ in
      #expect((try? level(host)) == 1)
    }
    #expect(host.slot("prod")?.figures.current.loads == 1)
  }

  @Test("200 swaps under load: every request is answered, and by one model alone")
  func swaps() throws {
    try deploy(1)
    let host = EndpointHost(temporary.warehouse)
    try host.refresh()
    #expect(try level(host) == 1)
    let stop = Atomic(false)
    let answered = Atomic(0)
    let wrong = Mutex<[String]>([])
    // Rows of 4 features: every answer must come from one model, the one that the answer names.
    let body = Array(repeating: "1,2,0,3", count: 20).joined(separator: "\n")
    DispatchQueue.concurrentPerform(iterations: 3) { worker in
      if worker == 0 {
        for swap in 0..<200 {
          do {
            try deploy(swap % 2 == 0 ? 2 : 1)
            try host.refresh()
          } catch { wrong.withLock { $0.append("\(error)") } }
        }
        stop.store(true, ordering: .relaxed)
        return
      }
      while !stop.load(ordering: .relaxed) {
        do {
          guard let answer = try host.answer(request(body: body), mayLoad: false) else {
            wrong.withLock { $0.append("the model was gone") }
            continue
          }
          let levels = Set(
            String(decoding: answer.body, as: UTF8.self).split(separator: "\n").map { Int(Double($0) ?? 0) / 1000 })
          if levels != [answer.model.version] { wrong.withLock { $0.append("\(answer.model.version): \(levels)") } }
          answered.wrappingAdd(1, ordering: .relaxed)
        } catch { wrong.withLock { $0.append("\(error)") } }
      }
    }
    #expect(wrong.withLock { $0 } == [])
    #expect(answered.load(ordering: .relaxed) > 0)
    #expect(host.slot("prod")?.figures.current.swaps == 200)
    #expect(host.slot("prod")?.figures.current.loads == 201)
  }
}
