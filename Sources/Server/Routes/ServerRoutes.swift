import Diagnostics
import Endpoints
import Foundation
import Hummingbird
import ModelRegistry
import NIOCore

/// The routes for programs.
struct ServerRoutes: Sendable {
  let service: InvocationService
  let policy: AccessPolicy
  /// The wall clock, for signatures.
  let now: @Sendable () -> Date

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
    router.get("models/:group/:version") { request, context in
      try await admit(request.head, to: .read)
      let registry = ModelRegistry(service.host.warehouse)
      let (group, version) = try (context.parameters.require("group"), context.parameters.require("version"))
      do {
        let json = try await BlockingWork.run { try registry.package(group, named: version).jsonText }
        return Answer(status: .ok, contentType: "application/json", body: ByteBuffer(string: json)).response
      } catch let error as ModelRegistryError {
        return Answer.error(
          .notFound, code: error.code, message: error.description, requestID: service.requestID(request.head)
        ).response
      }
    }
    router.post("endpoints/:name/invocations") { request, context in
      try await invoke(request, endpoint: context.parameters.require("name"))
    }
  }

  /// Lets a request in or throws; tokens are looked up in the warehouse.
  private func admit(_ head: HTTPRequest, body: ByteBuffer = ByteBuffer(), to need: AccessNeed) async throws {
    guard !policy.isOpen else { return }
    let now = now()
    try await BlockingWork.run { try policy.check(head, body: Array(body.readableBytesView), needs: need, now: now) }
  }

  private func invoke(_ request: Request, endpoint: String) async throws -> Response {
    let limit = service.maximumBodyBytes
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw NIOTooManyBytesError(maxBytes: limit)
    }
    let body = try await request.body.collect(upTo: limit)
    try await admit(request.head, body: body, to: .invoke)
    let head = request.head
    let query = head.path.flatMap { InvocationService.target($0) }?.query ?? ""
    let id = service.requestID(head)
    let answer = try await BlockingWork.run {
      service.answer(head, endpoint: Substring(endpoint), query: query, body: body, requestID: id, mayLoad: true)
    }
    guard let answer else { throw HTTPError(.serviceUnavailable) }
    return answer.response
  }
}
