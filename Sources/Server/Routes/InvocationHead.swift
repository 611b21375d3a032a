import HTTPTypes

/// What a request for predictions says before its body. Read in one pass over the header: looking up field after field took
/// longer than the prediction.
struct InvocationHead {
  /// The endpoint of the path, as it stands there.
  let endpoint: Substring
  /// What follows the question mark.
  let query: Substring
  private(set) var contentType: String?
  private(set) var accept: String?
  /// The identity that the client gave the request.
  private(set) var requestID: String?
  /// The identity that the client gave the prediction.
  private(set) var inferenceID: String?
  private(set) var contentLength: Int?
  /// Whether the client waits before it sends the body.
  private(set) var expectsContinue = false
  /// Whether the client wants the connection to be closed after the answer.
  private(set) var closes = false

  /// The header of a request for an endpoint that the router found.
  init(_ head: HTTPRequest, endpoint: Substring) {
    self.init(head, endpoint: endpoint, query: head.path.flatMap { Self.target($0) }?.query ?? "")
  }

  /// - Returns: `nil` where the request is none for predictions.
  init?(_ head: HTTPRequest) {
    guard head.method == .post, let path = head.path, let target = Self.target(path) else { return nil }
    self.init(head, endpoint: target.endpoint, query: target.query)
  }

  private init(_ head: HTTPRequest, endpoint: Substring, query: Substring) {
    self.endpoint = endpoint
    self.query = query
    for field in head.headerFields {
      switch field.name {
      case .contentType: Self.add(field.value, to: &contentType)
      case .accept: Self.add(field.value, to: &accept)
      case .requestID: Self.add(field.value, to: &requestID)
      case .inferenceID: Self.add(field.value, to: &inferenceID)
      case .contentLength: contentLength = Int(field.value)
      case .expect: expectsContinue = true
      case .connection: closes = closes || field.value.lowercased() == "close"
      default: break
      }
    }
  }

  /// A field that comes twice is one with both values (RFC 9110, section 5.3).
  private static func add(_ value: String, to field: inout String?) {
    field = if let before = field { "\(before), \(value)" } else { value }
  }

  /// The endpoint of a path such as `/endpoints/NAME/invocations?explain=true`, and what follows the question mark.
  static func target(_ path: String) -> (endpoint: Substring, query: Substring)? {
    let prefix = "/endpoints/"
    let bytes = path.utf8
    guard path.hasPrefix(prefix) else { return nil }
    let start = bytes.index(bytes.startIndex, offsetBy: prefix.utf8.count)
    guard let slash = bytes[start...].firstIndex(of: UInt8(ascii: "/")) else { return nil }
    let question = bytes[slash...].firstIndex(of: UInt8(ascii: "?"))
    guard path[slash..<(question ?? bytes.endIndex)] == "/invocations" else { return nil }
    return (path[start..<slash], question.map { path[bytes.index(after: $0)...] } ?? "")
  }
}
