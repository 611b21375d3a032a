import Crypto
import Foundation
import HTTPTypes
import Warehouse

/// What keeps other sites from using a visitor's browser against this server.
enum PageProtection {
  /// The headers of every page. No script at all runs in it, and nothing of elsewhere is loaded.
  static let headers: [(name: String, value: String)] = [
    (
      "content-security-policy",
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    ("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"),
    // With `no-referrer` browsers would send `Origin: null` with our own forms.
    ("referrer-policy", "same-origin"), ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
  ]

  /// Whether the name that a browser thinks it talks to is one of this machine. A server that asks nobody who they are
  /// answers to no other name: a site whose name was made to lead here must not read it.
  static func isLocal(_ authority: String?, listeningOn host: String) -> Bool {
    guard let authority else { return false }
    var name = authority.lowercased()
    if name.hasPrefix("[") {
      guard let end = name.firstIndex(of: "]") else { return false }
      name = String(name[name.index(after: name.startIndex)..<end])
    } else if let colon = name.firstIndex(of: ":") {
      name = String(name[..<colon])
    }
    if name.hasSuffix(".") { name.removeLast() }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let isLoopback = parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    return isLoopback || name == "localhost" || name.hasSuffix(".localhost") || name == "::1"
      || name == host.lowercased()
  }

  /// Whether a form comes from a page of this server, as far as the browser tells.
  static func isOwn(_ head: HTTPRequest) -> Bool {
    if let origin = field("origin", head) {
      guard let authority = head.authority, let separator = origin.range(of: "://") else { return false }
      return origin[separator.upperBound...].lowercased() == authority.lowercased()
    }
    return field("sec-fetch-site", head).map { $0 == "same-origin" || $0 == "none" } ?? true
  }

  /// Whether it is a browser that wants a page.
  static func wantsPage(_ head: HTTPRequest) -> Bool {
    field("accept", head)?.lowercased().contains("text/html") == true
  }

  /// Whether another site has caused the request.
  static func isForeign(_ head: HTTPRequest) -> Bool {
    field("sec-fetch-site", head).map { $0 == "cross-site" || $0 == "same-site" } ?? false
  }

  /// What a form must send back: only who knows the secret can make it.
  static func formToken(_ secret: String) -> String {
    HMAC<SHA256>.authenticationCode(
      for: Data("a form of stockroom's pages".utf8), using: SymmetricKey(data: Data(secret.utf8))
    ).hex
  }

  /// Whether two tokens are the same, in a time that does not tell how much of them is.
  static func isSame(_ one: String, _ other: String) -> Bool {
    let (one, other) = (Array(one.utf8), Array(other.utf8))
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// A path of this server to go to after logging in; the first page where it is anything else.
  static func localPath(_ text: String?) -> String {
    guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), text.utf8.count <= 2000,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
    else { return "/" }
    return text
  }

  static func field(_ name: String, _ head: HTTPRequest) -> String? {
    HTTPField.Name(name).flatMap { head.headerFields[$0] }
  }
}
