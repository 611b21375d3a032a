import Endpoints
import Fixtures
import Foundation
import Server
import Synchronization
import Testing

@Suite("Models that are swapped under load")
struct SwapTests {
  /// What goes wrong, and how much goes well.
  private final class Tally: Sendable {
    let answered = Atomic(0)
    let isOver = Atomic(false)
    private let faults = Mutex<[String]>([])
    func fault(_ text: String) { faults.withLock { $0.append(text) } }
    var all: [String] { faults.withLock { $0 } }
  }

  /// Asks on one connection until it is over. Every answer must be whole and come from the one version that it names.
  private static func ask(_ server: RunningServer, rows: Int, _ tally: Tally) {
    do {
      let connection = try server.connect()
      let body = Array(Array(repeating: "1,2,0,3", count: rows).joined(separator: "\n").utf8)
      while !tally.isOver.load(ordering: .relaxed) {
        try connection.send(RawConnection.request("POST", "/endpoints/prod/invocations", body: body))
        guard let answer = try connection.answer() else { return tally.fault("no answer") }
        let lines = answer.text.split(separator: "\n")
        let version = "Demand-\(Set(lines.map { Int(Double($0) ?? 0) / 1000 }).map(String.init).joined(separator: "+"))"
        if answer.status != 200 || lines.count != rows || answer.headers["x-amzn-invoked-production-variant"] != version
        {
          tally.fault("\(answer.status), \(lines.count) rows of \(version)")
        }
        tally.answered.wrappingAdd(1, ordering: .relaxed)
      }
    } catch { tally.fault("\(error)") }
  }

  @Test("drop no request and mix up no answer, whether it goes the fast way or the router's (STOCKROOM_STRESS=1: 200)")
  func swaps() async throws {
    let count = Stress.count(20, large: 200)
    try await RunningServer.run { server in
      try ServedModels.approved(level: 2, in: server.temporary.warehouse)
      _ = try server.invoke("1,2,0,3")
      let tally = Tally()
      // One row, some rows, and more than the fast way takes.
      let clients = [1, 1, 20, 20, 10_000]
      DispatchQueue.concurrentPerform(iterations: clients.count + 1) { worker in
        guard worker == 0 else { return Self.ask(server, rows: clients[worker - 1], tally) }
        for swap in 0..<count {
          let version = swap.isMultiple(of: 2) ? 2 : 1
          do { try server.deployment.deploy(ServedModels.group, version: version, to: "prod") } catch {
            tally.fault("\(error)")
            break
          }
          while server.host.slot("prod")?.model?.version != version { usleep(500) }
        }
        tally.isOver.store(true, ordering: .relaxed)
      }
      #expect(tally.all.isEmpty, "\(tally.all.prefix(5))")
      #expect(server.host.slot("prod")?.figures.current.swaps == count)
      let answered = tally.answered.load(ordering: .relaxed)
      #expect(answered > 0)
      print("\(count) swaps, \(answered) requests answered")
    }
  }
}
