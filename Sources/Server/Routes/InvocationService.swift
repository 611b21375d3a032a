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

  /// The identity that the client gave the request, or a fresh one.
  func requestID(_ head: HTTPRequest) -> String { requestID(given: head.headerFields[.requestID]) }

  private func requestID(given: String?) -> String {
    if let given, !given.isEmpty, given.utf8.count <= Self.longestIdentity { return given }
    return host.warehouse.surroundings.identifier()
  }

  /// - Returns: `nil` where a model had to be loaded and `mayLoad` is false.
  func answer(_ head: InvocationHead, body: ByteBuffer, mayLoad: Bool) -> Answer? {
    let requestID = requestID(given: head.requestID)
    let predictionID = head.inferenceID.flatMap { $0.isEmpty ? nil : $0 } ?? requestID
    guard predictionID.utf8.count <= Self.longestIdentity else {
      return .error(
        .badRequest, code: "inference-id", message: "the inference id has more than \(Self.longestIdentity) bytes",
        requestID: requestID)
    }
    var request = InvocationRequest(
      endpoint: String(head.endpoint), body: Array(body.readableBytesView), contentType: head.contentType,
      accept: head.accept, predictionID: predictionID, requestID: requestID)
    for pair in head.query.split(separator: "&") {
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
      answer.fields.append(HTTPField(name: .requestID, value: requestID))
      answer.fields.append(HTTPField(name: .inferenceID, value: predictionID))
      answer.fields.append(HTTPField(name: .invokedVariant, value: result.model.name))
      return answer
    } catch {
      return Answer(error, requestID: requestID)
    }
  }
}
