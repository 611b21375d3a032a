import Endpoints
import Fixtures
import Foundation
import Server
import Testing

@Suite("Clients that do not behave")
struct HostileClientTests {
  private static func expectAlive(_ server: RunningServer) throws {
    #expect(try server.invoke("1,2,0,3").status == 200)
  }

  @Test("random bytes instead of HTTP end in a 4xx or a closed connection")
  func noise() async throws {
    try await RunningServer.run { server in
      var random = SplitMix64(seed: 1)
      for _ in 0..<Stress.count(100, large: 20_000) {
        let connection = try server.connect()
        let bytes = (0..<Int.random(in: 1...400, using: &random)).map { _ in
          UInt8.random(in: .min ... .max, using: &random)
        }
        try connection.send(bytes)
        connection.endSending()
        if let answer = try connection.answer() { #expect((400..<500).contains(answer.status)) }
      }
      try Self.expectAlive(server)
    }
  }

  @Test("random bodies end in a 4xx and leave the connection usable")
  func bodies() async throws {
    try await RunningServer.run { server in
      var random = SplitMix64(seed: 2)
      let connection = try server.connect()
      for number in 0..<Stress.count(300, large: 50_000) {
        let body = (0..<Int.random(in: 0...200, using: &random)).map { _ in
          UInt8.random(in: .min ... .max, using: &random)
        }
        let type = ["text/csv", "application/json", "application/jsonlines"][number % 3]
        try connection.send(
          RawConnection.request("POST", "/endpoints/prod/invocations", ["Content-Type": type], body: body))
        let answer = try #require(try connection.answer())
        #expect((400..<500).contains(answer.status) || answer.status == 200)
      }
      try Self.expectAlive(server)
    }
  }

  @Test("JSON that is bad at any depth ends in a 4xx", arguments: [1, 2, 3, 10, 1000, 50_000])
  func nesting(depth: Int) async throws {
    try await RunningServer.run { server in
      for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"instances\":[", "]}"), ("[", "}")] {
        let body = String(repeating: open, count: depth) + "?" + String(repeating: close, count: depth)
        let status = try server.invoke(body, type: "application/json").status
        #expect((400..<500).contains(status))
      }
      try Self.expectAlive(server)
    }
  }

  @Test("a body of 10 MB is refused, whether its length is told or not")
  func largeBody() async throws {
    try await RunningServer.run { server in
      let body = [UInt8](repeating: UInt8(ascii: "1"), count: 10_000_000)
      let told = try server.connect()
      try told.send(RawConnection.request("POST", "/endpoints/prod/invocations", body: body))
      #expect(try told.answer()?.status == 413)
      let chunked = try server.connect()
      try chunked.send(
        Array("POST /endpoints/prod/invocations HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".utf8))
      for _ in 0..<10 {
        try chunked.send(Array("F4240\r\n".utf8) + body[..<1_000_000] + Array("\r\n".utf8))
      }
      try chunked.send(Array("0\r\n\r\n".utf8))
      #expect(try chunked.answer()?.status == 413)
      try Self.expectAlive(server)
    }
  }

  @Test("a client that sends a request byte by byte for ever is cut off", arguments: [false, true])
  func slowClient(inBody: Bool) async throws {
    try await RunningServer.run({ $0.requestSeconds = 1 }) { server in
      let connection = try server.connect()
      let head = "POST /endpoints/prod/invocations HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n"
      try connection.send(Array(head.utf8))
      if inBody { try connection.send(Array("\r\n".utf8)) }
      let sender = Thread {
        for _ in 0..<1000 {
          try? connection.send(inBody ? [UInt8(ascii: "1")] : Array("X: y\r\n".utf8))
          usleep(20_000)
        }
      }
      sender.start()
      #expect(try connection.isClosed())
      try Self.expectAlive(server)
    }
  }

  @Test("a half-open connection gets its answer, then its end")
  func halfOpen() async throws {
    try await RunningServer.run { server in
      _ = try server.invoke("1,2,0,3")
      let whole = try server.connect()
      try whole.send(RawConnection.request("POST", "/endpoints/prod/invocations", body: Array("1,2,0,3".utf8)))
      whole.endSending()
      #expect(try whole.answer()?.status == 200)
      #expect(try whole.isClosed())
      let part = try server.connect()
      try part.send(Array("POST /endpoints/prod/invocations HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n1,2".utf8))
      part.endSending()
      #expect(try part.isClosed())
      try Self.expectAlive(server)
    }
  }

  @Test("a client that goes away in the middle of anything harms nobody")
  func vanishing() async throws {
    try await RunningServer.run { server in
      let request = RawConnection.request(
        "POST", "/endpoints/prod/invocations?explain=true", body: Array(String(repeating: "1,2,0,3\n", count: 200).utf8)
      )
      for place in stride(from: 1, through: request.count, by: 97) {
        try server.connect().send(Array(request[..<place]))
      }
      try Self.expectAlive(server)
      while server.host.slot("prod")?.running != 0 { usleep(1000) }
    }
  }

  @Test("a thousand connections at once are all answered, while as many say half a word and stay")
  func manyConnections() async throws {
    let half = Stress.count(200, large: 1000)
    let files = try #require(Self.raiseFileLimit(to: 2 * (1000 + half) + 500), "too few files may be open at once")
    #expect(files > 0)
    // Time enough for a slow machine: that silent clients are closed is another test's matter.
    try await RunningServer.run(
      { configuration in
        configuration.requestSeconds = 600
        configuration.idleSeconds = 600
      }, settings: EndpointSettingsChange(maxConcurrency: 1000)
    ) { server in
      _ = try server.invoke("1,2,0,3")
      let silent = try (0..<half).map { number in
        let connection = try server.connect()
        let part = [
          "", "POST /endp", "POST /endpoints/prod/invocations HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1,",
        ]
        try connection.send(Array(part[number % 3].utf8))
        return connection
      }
      let connections = try (0..<1000).map { _ in try server.connect() }
      for _ in 0..<3 {
        for connection in connections {
          try connection.send(RawConnection.request("POST", "/endpoints/prod/invocations", body: Array("1,2,0,3".utf8)))
        }
        for connection in connections { #expect(try connection.answer()?.status == 200) }
      }
      try withExtendedLifetime(silent) { try Self.expectAlive(server) }
    }
  }

  /// Lets this process have so many files open.
  /// - Returns: `nil` where the system does not allow it.
  private static func raiseFileLimit(to count: Int) -> UInt64? {
    #if os(Linux)
    let openFiles = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
    let openFiles = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(openFiles, &limit) == 0 else { return nil }
    if limit.rlim_cur >= rlim_t(count) { return UInt64(limit.rlim_cur) }
    guard limit.rlim_max >= rlim_t(count) else { return nil }
    limit.rlim_cur = rlim_t(count)
    return setrlimit(openFiles, &limit) == 0 ? UInt64(limit.rlim_cur) : nil
  }
}
