import Diagnostics
import Endpoints
import HTTPTypes
import Hummingbird
import NIOCore

/// An answer before it is written, the same for both ways that a request can take.
struct Answer: Sendable {
  var status: HTTPResponse.Status
  var fields: HTTPFields
  var body: ByteBuffer

  init(status: HTTPResponse.Status, contentType: String, body: ByteBuffer) {
    self.status = status
    self.body = body
    fields = [.contentType: contentType, .contentLength: String(body.readableBytes)]
  }

  /// The answer of the router.
  var response: Response { Response(status: status, headers: fields, body: ResponseBody(byteBuffer: body)) }
}

/// What an error looks like to a client.
struct ErrorBody: Encodable, Sendable {
  let code: String
  let message: String
  let row: Int?
  let field: String?
  let request_id: String
}

extension Answer {
  /// An error in JSON: `code`, `message`, the row and the field where there are such, the identity of the request.
  static func error(
    _ status: HTTPResponse.Status, code: String, message: String, row: Int? = nil, field: String? = nil,
    requestID: String
  ) -> Answer {
    let body = ErrorBody(code: code, message: message, row: row, field: field, request_id: requestID)
    var answer = Answer(
      status: status, contentType: "application/json", body: ByteBuffer(bytes: JSONAnswer.bytes(of: body)))
    answer.fields[.requestID] = requestID
    answer.fields[.amazonErrorType] = amazonName(status)
    if status == .tooManyRequests { answer.fields[.retryAfter] = "1" }
    return answer
  }

  init(_ error: InvocationError, requestID: String) {
    let status: HTTPResponse.Status =
      switch error.kind {
      case .invalid: .badRequest
      case .notFound: .notFound
      case .tooLarge: .contentTooLarge
      case .unsupportedFormat: .unsupportedMediaType
      case .busy: .tooManyRequests
      case .unavailable: .serviceUnavailable
      }
    self = .error(
      status, code: error.code, message: error.description, row: error.row, field: error.field, requestID: requestID)
  }

  /// The names of SageMaker's own errors, which AWS clients show.
  private static func amazonName(_ status: HTTPResponse.Status) -> String {
    switch status.code {
    case 401, 403: "AccessDeniedException"
    case 429: "ThrottlingException"
    case 500: "InternalFailure"
    case 503: "ServiceUnavailable"
    default: "ValidationError"
    }
  }
}
