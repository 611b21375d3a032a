public import Access
public import Foundation
public import HTTPTypes
public import Warehouse

/// Lets requests in or says why not: the one place that asks who a caller is and what they may. It looks at the warehouse,
/// so it is not for an event loop.
public struct AccessGate: Sendable {
  let policy: AccessPolicy
  let warehouse: Warehouse
  /// The wall clock, for signatures.
  let now: @Sendable () -> Date

  /// Creates a gate.
  /// - Parameter now: the wall clock, which a signature's own time is compared with.
  public init(_ policy: AccessPolicy, of warehouse: Warehouse, now: @escaping @Sendable () -> Date) {
    self.policy = policy
    self.warehouse = warehouse
    self.now = now
  }

  /// Lets somebody look at things, or ask for predictions.
  /// - Parameter body: the whole body, which a signature covers.
  /// - Throws: an error that becomes 401 or 403.
  @discardableResult
  public func admit(_ head: HTTPRequest, body: [UInt8] = [], to permission: Permission) throws -> Caller {
    // Credentials that nobody asked for are not looked at.
    if policy.isOpen, Caller.anybody.may(permission) { return .anybody }
    let caller = try caller(head, body: body)
    guard caller.may(permission) else { throw AccessDenied.forbidden(permission) }
    return caller
  }

  /// Lets a user change something. A refusal is a row of the audit.
  /// - Parameters:
  ///   - action: what is to be done, such as `model.approve`.
  ///   - subject: to what, such as `RetailDemand/3`.
  /// - Throws: an error that becomes 401 or 403.
  public func admit(
    _ head: HTTPRequest, body: [UInt8] = [], to permission: Permission, action: String, subject: String
  ) throws -> Principal {
    switch try caller(head, body: body) {
    case .user(let principal): return try demand(permission, of: principal, action: action, subject: subject)
    case .key(let key):
      try AuditLog.deny(actor: key, action: action, subject: subject, why: "a signing key", in: warehouse)
      throw AccessDenied.nameless
    case .anybody: throw AccessDenied.nameless
    }
  }

  /// Lets the owner of a token change something, for tokens that do not come in a header: the field of a form. A refusal
  /// is a row of the audit.
  /// - Throws: an error that becomes 401 or 403.
  public func admit(token: String, to permission: Permission, action: String, subject: String) throws -> Principal {
    try demand(permission, of: principal(token: token), action: action, subject: subject)
  }

  /// Who a token belongs to.
  /// - Throws: an error that becomes 401.
  public func principal(token: String) throws -> Principal {
    guard let principal = try policy.principal?(token) else { throw AccessDenied.unknownToken }
    return principal
  }

  private func demand(
    _ permission: Permission, of principal: Principal, action: String, subject: String
  ) throws -> Principal {
    do {
      try AccessControl(warehouse).demand(permission, of: principal, action: action, subject: subject)
    } catch is AccessError {
      throw AccessDenied.forbidden(permission)
    }
    return principal
  }

  private func caller(_ head: HTTPRequest, body: [UInt8]) throws -> Caller {
    guard let authorization = head.headerFields[.authorization] else {
      guard policy.isOpen else { throw AccessDenied.anonymous }
      return .anybody
    }
    if authorization.hasPrefix(RequestSignature.algorithm) {
      return .key(try RequestSignature(authorization).check(head, body: body, keys: policy.signingKeys, now: now()))
    }
    let words = authorization.split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[0].lowercased() == "bearer" else { throw AccessDenied.anonymous }
    return .user(try principal(token: String(words[1])))
  }
}
