import Access
import Events

/// The JSON object of a request that changes something; no body at all is an empty one.
struct JSONBody {
  private var members: [String: JSONValue] = [:]

  /// - Parameter names: the members that there may be.
  init(_ bytes: [UInt8], members names: Set<String>) throws {
    guard !bytes.isEmpty else { return }
    let value: JSONValue
    do { value = try JSONValue(parsing: String(decoding: bytes, as: UTF8.self)) } catch {
      throw ServerError.body("a JSON object", "\(error)")
    }
    guard case .object(let members) = value else { throw ServerError.body("a JSON object", "another value") }
    for name in members.keys.sorted() where !names.contains(name) {
      let expected = names.isEmpty ? "no members" : "members among \(names.sorted().joined(separator: ", "))"
      throw ServerError.body(expected, "\"\(name)\"")
    }
    self.members = members.filter { $0.value != .null }
  }

  func text(_ name: String) throws -> String? {
    guard let value = members[name] else { return nil }
    guard let text = value.stringValue else { throw ServerError.body("a text in \(name)", "\(value)") }
    return text
  }

  func required(_ name: String) throws -> String {
    guard let text = try text(name) else { throw ServerError.body("a text in \(name)", "none") }
    return text
  }

  func number(_ name: String) throws -> Double? {
    guard let value = members[name] else { return nil }
    guard let number = value.numberValue else { throw ServerError.body("a number in \(name)", "\(value)") }
    return number
  }

  func integer(_ name: String) throws -> Int? {
    guard let number = try number(name) else { return nil }
    guard let integer = Int(exactly: number) else { throw ServerError.body("a whole number in \(name)", "\(number)") }
    return integer
  }

  func flag(_ name: String) throws -> Bool? {
    switch members[name] {
    case nil: return nil
    case .boolean(let flag): return flag
    case let value?: throw ServerError.body("true or false in \(name)", "\(value)")
    }
  }

  func role(_ name: String) throws -> Role? {
    guard let word = try text(name) else { return nil }
    guard let role = Role(rawValue: word) else {
      throw ServerError.body("a role: \(Role.allCases.map(\.rawValue).joined(separator: ", "))", "\"\(word)\"")
    }
    return role
  }
}

extension ServerError {
  /// What is wrong with the body or the path of a request.
  static func body(_ expected: String, _ found: String) -> ServerError {
    ServerError(
      code: "request-body", subject: "request", expected: expected, found: found, remedy: "correct the request")
  }
}
