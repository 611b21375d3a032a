import Access
import Endpoints
import HTTPTypes
import Hummingbird
import NIOCore

/// The routes for programs.
struct ServerRoutes: Sendable {
  let service: InvocationService
  let gate: AccessGate

  func add(to router: Router<ServerContext>) {
    router.get("ping") { _, _ in HTTPResponse.Status.ok }
    router.get("metrics") { request, _ in
      try await admit(request.head, to: .read)
      return Answer(
        status: .ok, contentType: "text/plain; version=0.0.4; charset=utf-8",
        body: ByteBuffer(string: PrometheusText.text(of: service.host))
      ).response
    }
    router.get("endpoints") { request, _ in
      try await admit(request.head, to: .read)
      let host = service.host
      let records = try await BlockingWork.run { try EndpointCatalog(host.warehouse).endpoints() }
      return JSONAnswer.answer(records.map { EndpointBody($0, slot: host.slot($0.name)) }).response
    }
    router.get("endpoints/:name") { request, context in
      try await admit(request.head, to: .read)
      let host = service.host
      let name = try context.parameters.require("name")
      let records = try await BlockingWork.run { try EndpointCatalog(host.warehouse).endpoints() }
      guard let record = records.first(where: { $0.name == name }) else {
        return Answer.error(
          .notFound, code: "unknown-endpoint", message: "endpoint \(name): none of that name",
          requestID: service.requestID(request.head)
        ).response
      }
      return JSONAnswer.answer(EndpointBody(record, slot: host.slot(name))).response
    }
    router.post("endpoints/:name/invocations") { request, context in
      try await invoke(request, endpoint: context.parameters.require("name"))
    }
  }

  /// Lets a request in or throws; tokens are looked up in the warehouse.
  private func admit(
    _ head: HTTPRequest, body: ByteBuffer = ByteBuffer(), to permission: Permission
  ) async throws {
    guard !gate.policy.isOpen else { return }
    _ = try await BlockingWork.run { try gate.admit(head, body: Array(body.readableBytesView), to: permission) }
  }

  private func invoke(_ request: Request, endpoint: String) async throws -> Response {
    let limit = service.maximumBodyBytes
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw NIOTooManyBytesError(maxBytes: limit)
    }
    let body = try await request.body.collect(upTo: limit)
    try await admit(request.head, body: body, to: .invoke)
    let head = InvocationHead(request.head, endpoint: Substring(endpoint))
    let answer = try await BlockingWork.run { service.answer(head, body: body, mayLoad: true) }
    guard let answer else { throw HTTPError(.serviceUnavailable) }
    return answer.response
  }
}
