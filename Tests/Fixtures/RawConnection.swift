import Foundation

/// An answer as it came over the wire.
public struct RawAnswer: Sendable {
  /// The status.
  public let status: Int
  /// The headers by their names in lower case.
  public let headers: [String: String]
  /// The body as it came.
  public let body: [UInt8]

  /// The body as text.
  public var text: String { String(decoding: body, as: UTF8.self) }
  /// The body as a JSON object; empty where it is none.
  public var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:] }
}

/// A connection on which a test can send any bytes at any time.
///
/// Invariant behind `@unchecked Sendable`: one thread reads answers; another one may send, which touches the descriptor only.
public final class RawConnection: @unchecked Sendable {
  /// What went wrong with the connection itself.
  public struct Failure: Error, CustomStringConvertible {
    /// What happened.
    public let description: String
  }

  private let descriptor: Int32
  private var received: [UInt8] = []

  /// Connects to a port of this machine.
  public init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else { throw Failure(description: "connect: \(String(cString: strerror(errno)))") }
    // A server that says nothing must not hang the tests.
    var limit = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// A request as it goes over the wire.
  public static func request(
    _ method: String, _ path: String, _ headers: [String: String] = [:], body: [UInt8]
  ) -> [UInt8] {
    var text = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    if !body.isEmpty || method == "POST" { text += "Content-Length: \(body.count)\r\n" }
    return Array((text + "\r\n").utf8) + body
  }

  /// Sends bytes; what the server does not want to have any more is no failure.
  public func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  /// Says that nothing more will be sent.
  public func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// The next answer, or `nil` where the server closed the connection first.
  public func answer() throws -> RawAnswer? {
    while true {
      if let end = received.firstRange(of: Array("\r\n\r\n".utf8)) {
        let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
          let pair = line.split(separator: ":", maxSplits: 1)
          headers[pair[0].lowercased()] = pair.count > 1 ? pair[1].trimmingCharacters(in: .whitespaces) : ""
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        if received.count >= end.upperBound + length {
          let body = Array(received[end.upperBound..<end.upperBound + length])
          received.removeFirst(end.upperBound + length)
          return RawAnswer(status: status, headers: headers, body: body)
        }
      }
      guard try receive() else { return nil }
    }
  }

  /// Whether the server closes the connection; what it still says is passed over.
  public func isClosed() throws -> Bool {
    while try receive() {}
    return true
  }

  private func receive() throws -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    if count < 0, errno == EAGAIN { throw Failure(description: "the server said nothing for a minute") }
    guard count > 0 else { return false }
    received += buffer[..<count]
    return true
  }
}
