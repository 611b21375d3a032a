import Endpoints
import HTTPTypes
import NIOCore
import Warehouse

/// Turns a request for predictions into an answer. It waits for nothing but, where that is allowed, a model that has to be
/// loaded.
struct InvocationService: Sendable {
  static let longestIdentity = 128

  let host: EndpointHost
  let maximumBodyBytes: Int

  /// The endpoint of a path such as `/endpoints/NAME/invocations?explain=true`, and the rest of it.
  static func target(_ path: String) -> (endpoint: Substring, query: Substring)? {
    let prefix = "/endpoints/"
    guard path.hasPrefix(prefix) else { return nil }
    let rest = path.dropFirst(prefix.count)
    guard let slash = rest.firstIndex(of: "/") else { return nil }
    let action = rest[slash...]
    let query = action.firstIndex(of: "?").map { action[action.index(after: $0)...] } ?? ""
    guard action.prefix(while: { $0 != "?" }) == "/invocations" else { return nil }
    return (rest[..<slash], query)
  }

  /// The identity that the client gave the request, or a fresh one.
  func requestID(_ head: HTTPRequest) -> String {
    if let given = head.headerFields[.requestID], !given.isEmpty, given.utf8.count <= Self.longestIdentity {
      return given
    }
    return host.warehouse.surroundings.identifier()
  }

  /// - Returns: `nil` where a model had to be loaded and `mayLoad` is false.
  func answer(
    _ head: HTTPRequest, endpoint: Substring, query: Substring, body: ByteBuffer, requestID: String, mayLoad: Bool
  ) -> Answer? {
    let predictionID = head.headerFields[.inferenceID].flatMap { $0.isEmpty ? nil : $0 } ?? requestID
    guard predictionID.utf8.count <= Self.longestIdentity else {
      return .error(
        .badRequest, code: "inference-id", message: "the inference id has more than \(Self.longestIdentity) bytes",
        requestID: requestID)
    }
    var request = InvocationRequest(
      endpoint: String(endpoint), body: Array(body.readableBytesView),
      contentType: head.headerFields[.contentType], accept: head.headerFields[.accept], predictionID: predictionID,
      requestID: requestID)
    for pair in query.split(separator: "&") {
      switch pair {
      case "explain=true": request.explains = true
      case "intervals=true": request.wantsIntervals = true
      case "explain=false", "intervals=false", "unknown=refuse": break
      case "unknown=ignore": request.ignoresUnknown = true
      default:
        return .error(
          .badRequest, code: "unknown-parameter",
          message: "query parameter \(pair.prefix(60)): expected explain=true, intervals=true or unknown=ignore",
          requestID: requestID)
      }
    }
    do throws(InvocationError) {
      guard let result = try host.answer(request, mayLoad: mayLoad) else { return nil }
      var answer = Answer(
        status: .ok, contentType: result.format.rawValue, body: ByteBuffer(bytes: result.body))
      answer.fields[.requestID] = requestID
      answer.fields[.inferenceID] = predictionID
      answer.fields[.invokedVariant] = "\(result.model.group)-\(result.model.version)"
      return answer
    } catch {
      return Answer(error, requestID: requestID)
    }
  }
}
