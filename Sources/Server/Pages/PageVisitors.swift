import Access
import Dashboard
import Foundation
import HTTPTypes
import Warehouse

/// Tells who looks at a page: by the session of the browser, or by a token or a signature as programs show them. Where the server
/// asks nobody, anybody may look.
struct PageVisitors: Sendable {
  static let cookie = "stockroom_session"

  let gate: AccessGate
  var access: AccessControl { AccessControl(gate.warehouse) }

  /// Somebody who may look.
  struct Admitted: Sendable {
    let visitor: Visitor
    /// The user; `nil` for somebody without a name, who changes nothing.
    let principal: Principal?
    /// Whether the browser sends what proves it by itself, so that forms need their own proof.
    let needsFormToken: Bool
  }

  /// - Returns: `nil` for somebody who has to log in.
  /// - Throws: `AccessDenied` for a program that may not.
  func admit(_ head: HTTPRequest) throws -> Admitted? {
    if head.headerFields[.authorization] != nil { return try admitProgram(head) }
    if gate.policy.principal != nil, let session = Self.session(head),
      let principal = try access.principal(session: session), principal.may(.read)
    {
      return Admitted(
        visitor: Self.visitor(principal, formToken: PageProtection.formToken(session)), principal: principal,
        needsFormToken: true)
    }
    guard gate.policy.isOpen else { return nil }
    return Admitted(visitor: .anybody(mayLogIn: gate.policy.principal != nil), principal: nil, needsFormToken: true)
  }

  private func admitProgram(_ head: HTTPRequest) throws -> Admitted {
    switch try gate.admit(head, to: .read) {
    case .user(let principal):
      Admitted(visitor: Self.visitor(principal, formToken: nil), principal: principal, needsFormToken: false)
    case .key, .anybody:
      Admitted(visitor: .anybody(mayLogIn: false), principal: nil, needsFormToken: true)
    }
  }

  private static func visitor(_ principal: Principal, formToken: String?) -> Visitor {
    Visitor(
      name: principal.name, role: principal.role.rawValue, mayDecide: principal.may(.decide), formToken: formToken)
  }

  /// What the browser holds.
  static func session(_ head: HTTPRequest) -> String? {
    for field in head.headerFields[values: .cookie] {
      for pair in field.split(separator: ";") {
        let halves = pair.split(separator: "=", maxSplits: 1)
        guard halves.count == 2, halves[0].trimmingCharacters(in: .whitespaces) == cookie else { continue }
        let value = halves[1].trimmingCharacters(in: .whitespaces)
        return (1...200).contains(value.utf8.count) ? value : nil
      }
    }
    return nil
  }

  /// The header that gives the browser a session, or takes it away.
  static func setCookie(_ secret: String?) -> String {
    "\(cookie)=\(secret ?? ""); Path=/; HttpOnly; SameSite=Strict; Max-Age=\(secret == nil ? 0 : AccessControl.sessionHours * 3600)"
  }
}
