import Dashboard
import HTTPTypes
import Hummingbird
import NIOCore

/// An answer of the pages before it is written.
struct PageAnswer: Sendable {
  var status: HTTPResponse.Status
  var fields: HTTPFields = [:]
  var body: ResponseBody

  private init(_ status: HTTPResponse.Status, type: String?, body: ResponseBody) {
    self.status = status
    self.body = body
    if let type { fields[.contentType] = type }
    for (name, value) in PageProtection.headers {
      if let name = HTTPField.Name(name) { fields[name] = value }
    }
    fields[.cacheControl] = "no-store"
  }

  /// A page.
  static func page(_ html: String, status: HTTPResponse.Status = .ok) -> PageAnswer {
    PageAnswer(status, type: "text/html; charset=utf-8", body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
  }

  /// Something that stays the same under its path.
  static func asset(_ text: String, type: String) -> PageAnswer {
    var answer = PageAnswer(.ok, type: type, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    answer.fields[.cacheControl] = "public, max-age=86400"
    return answer
  }

  /// Another page is to be asked for.
  static func redirect(_ path: String) -> PageAnswer {
    var answer = PageAnswer(.seeOther, type: nil, body: ResponseBody())
    answer.fields[.location] = path
    return answer
  }

  /// A file to keep.
  static func download(_ name: String, bytes: Int, body: ResponseBody) -> PageAnswer {
    var answer = PageAnswer(.ok, type: "text/csv; charset=utf-8; header=present", body: body)
    answer.fields[.contentLength] = String(bytes)
    if let field = HTTPField.Name("content-disposition") {
      answer.fields[field] = "attachment; filename=\"\(name)\""
    }
    return answer
  }

  /// The answer of the router.
  func response(withoutBody: Bool) -> Response {
    var fields = fields
    if fields[.contentLength] == nil, let length = body.contentLength { fields[.contentLength] = String(length) }
    return Response(status: status, headers: fields, body: withoutBody ? ResponseBody() : body)
  }
}
