import Access
import Fixtures
import Foundation
import Server
import Testing
import Warehouse

/// What a browser does, on a running server.
extension RunningServer {
  /// Opens a page as a browser does.
  func open(_ path: String, cookie: String? = nil, _ headers: [String: String] = [:]) throws -> RawAnswer {
    var all = ["Accept": "text/html,application/xhtml+xml,*/*;q=0.8"].merging(headers) { $1 }
    if let cookie { all["Cookie"] = cookie }
    return try send("GET", path, all)
  }

  /// Sends a form as a browser does.
  func post(
    _ path: String, _ fields: [String: String], cookie: String? = nil, _ headers: [String: String] = [:]
  ) throws -> RawAnswer {
    var all = [
      "Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded", "Origin": "http://localhost",
    ]
    .merging(headers) { $1 }
    if let cookie { all["Cookie"] = cookie }
    let body = fields.map { "\(Self.encoded($0.key))=\(Self.encoded($0.value))" }.joined(separator: "&")
    return try send("POST", path, all.filter { !$0.value.isEmpty }, body: body)
  }

  /// Logs in with a token; the cookie that the browser is given.
  func logIn(_ token: String) throws -> String {
    let answer = try post("/login", ["token": token, "next": "/"])
    #expect(answer.status == 303, "\(answer.text)")
    return String(try #require(answer.headers["set-cookie"]).prefix { $0 != ";" })
  }

  static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  }

  /// The value of a hidden field.
  static func hidden(_ name: String, in page: String) -> String? {
    let start = "name=\"\(name)\" value=\""
    return page.firstRange(of: start).map { String(page[$0.upperBound...].prefix { $0 != "\"" }) }
  }
}

extension TemporaryWarehouse {
  /// A user with a token.
  func token(_ name: String, _ role: Role) throws -> String {
    let access = AccessControl(warehouse)
    try access.addUser(name, role: role)
    return try access.createToken(user: name, label: nil, days: nil).token
  }

  /// The policy of `stockroom serve` where there are users.
  var policy: AccessPolicy { policy(admitsAnybody: false) }

  /// The policy of `stockroom serve`; anybody may look where the server began without users.
  func policy(admitsAnybody: Bool) -> AccessPolicy {
    let access = AccessControl(warehouse)
    return AccessPolicy(admitsAnybody: admitsAnybody) { try? access.principal(token: $0) }
  }
}
