import Access
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Operations
import Warehouse

/// The routes under `/api` that look at the warehouse and change it in the name of whoever shows a token.
///
/// 401 where the token is missing or unknown, 403 where its owner may not, 404 where the thing is not there, 409 where its
/// state forbids the change, 400 where the request is wrong. Every change and every refusal of a known user is a row of the
/// audit.
struct APIRoutes: Sendable {
  /// What a request that changes something may bring.
  static let bodyLimit = 64 * 1024

  let gate: AccessGate

  func add(to router: Router<ServerContext>) {
    addModels(to: router)
    addModelKeeping(to: router)
    addEndpoints(to: router)
    addUsers(to: router)
    addRules(to: router)
  }

  /// Answers somebody who may look.
  func look(
    _ request: Request, to permission: Permission = .read,
    _ body: @escaping @Sendable (Stockroom) throws -> Answer
  ) async throws -> Response {
    let head = request.head
    return try await BlockingWork.run {
      try gate.admit(head, to: permission)
      return try body(Stockroom(gate.warehouse))
    }.response
  }

  /// Changes something in the name of a user who may.
  /// - Parameters:
  ///   - members: the names that the JSON object of the request may have.
  ///   - isLong: whether it may take long, so that it needs a thread of its own.
  func change(
    _ request: Request, _ permission: Permission, _ action: String, _ subject: String, members: Set<String> = [],
    isLong: Bool = false, _ body: @escaping @Sendable (Stockroom, JSONBody) throws -> Answer
  ) async throws -> Response {
    let head = request.head
    let bytes = Array(try await request.body.collect(upTo: Self.bodyLimit).readableBytesView)
    let work: @Sendable () throws -> Answer = {
      let principal = try gate.admit(head, body: bytes, to: permission, action: action, subject: subject)
      return try body(Stockroom(gate.warehouse.acting(as: principal.name)), JSONBody(bytes, members: members))
    }
    return try await (isLong ? BlockingWork.runAlone(work) : BlockingWork.run(work)).response
  }
}

extension RequestContext {
  /// A part of the path, decoded.
  func part(_ name: String) throws -> String {
    let raw = try parameters.require(name)
    guard let text = raw.removingPercentEncoding else {
      throw HTTPError(.badRequest, message: "the path has a wrong percent encoding: \(raw)")
    }
    return text
  }
}
