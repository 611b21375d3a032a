import Foundation

/// By which way a message reaches a subscription.
public enum NotificationProtocol: String, Sendable, CaseIterable {
  /// E-mail over SMTP.
  case email
  /// JSON, posted over HTTP.
  case webhook
  /// Text, appended to a file.
  case file
}

/// What is to be subscribed to a topic.
public struct SubscriptionRequest: Sendable, Equatable {
  /// The way.
  public let channel: NotificationProtocol
  /// The address: a mail address, a URL (or `env:NAME`, `file:PATH` for one that is itself a secret), or a path.
  public let endpoint: String
  /// What the way needs to know; an object of texts. Secrets are named by `secret_env` or `secret_file`, never given.
  public let settings: JSONValue

  /// Creates a request.
  public init(channel: NotificationProtocol, endpoint: String, settings: [String: String]) {
    self.channel = channel
    self.endpoint = endpoint
    self.settings = .object(settings.mapValues(JSONValue.string))
  }

  func check() throws(EventError) {
    let known: Set<String> =
      switch channel {
      case .email: ["server", "from", "user", "tls", "ca_file", "secret_env", "secret_file", "timeout_seconds"]
      case .webhook: ["format", "ca_file", "secret_env", "secret_file", "timeout_seconds"]
      case .file: []
      }
    let given = settings.members ?? [:]
    if let unknown = given.keys.sorted().first(where: { !known.contains($0) }) {
      throw invalid("settings among \(known.sorted().joined(separator: ", "))", unknown)
    }
    if given["secret_env"] != nil, given["secret_file"] != nil {
      throw invalid("one of secret_env and secret_file", "both")
    }
    if let text = given["timeout_seconds"]?.stringValue, !(Double(text).map { (1...600).contains($0) } ?? false) {
      throw invalid("1 to 600 in timeout_seconds", text)
    }
    switch channel {
    case .email: try checkEmail(given.compactMapValues(\.stringValue))
    case .webhook:
      guard Secret(reference: endpoint) != nil || ["http://", "https://"].contains(where: endpoint.hasPrefix) else {
        throw invalid("a URL, env:NAME or file:PATH", endpoint)
      }
      if let format = given["format"]?.stringValue, !["message", "slack"].contains(format) {
        throw invalid("message or slack in format", format)
      }
    case .file: guard !endpoint.isEmpty else { throw invalid("a path", "nothing") }
    }
  }

  private func checkEmail(_ given: [String: String]) throws(EventError) {
    guard MailAddress.isPlain(endpoint) else { throw invalid("a mail address such as ann@example.com", endpoint) }
    guard let from = given["from"], MailAddress.isPlain(from) else {
      throw invalid("a mail address in from", given["from"] ?? "none")
    }
    guard let server = given["server"], let url = URL(string: server), ["smtp", "smtps"].contains(url.scheme),
      let host = url.host(), !host.isEmpty, url.user() == nil, url.password() == nil
    else { throw invalid("smtp://HOST:PORT or smtps://HOST:PORT in server", given["server"] ?? "none") }
    let tls = given["tls"] ?? (url.scheme == "smtps" ? "tls" : "starttls")
    guard url.scheme == "smtps" ? tls == "tls" : ["starttls", "none"].contains(tls) else {
      throw invalid(url.scheme == "smtps" ? "tls: tls with smtps://" : "tls: starttls or none with smtp://", tls)
    }
    let hasSecret = given["secret_env"] != nil || given["secret_file"] != nil
    guard (given["user"] != nil) == hasSecret else {
      throw invalid("user together with secret_env or secret_file", hasSecret ? "a secret alone" : "a user alone")
    }
    if hasSecret, tls == "none", !["localhost", "127.0.0.1", "::1", "[::1]"].contains(host) {
      throw invalid("TLS, so that nobody on the way reads the password", "tls none to \(host)")
    }
  }

  private func invalid(_ expected: String, _ found: String) -> EventError {
    EventError(
      code: "invalid-subscription", subject: "subscription \(channel.rawValue) \(endpoint)", expected: expected,
      found: found, remedy: "correct the subscription")
  }
}

/// Mail addresses as a command line takes them.
enum MailAddress {
  /// Whether the text is one bare address, `LOCAL@DOMAIN` in printable ASCII without spaces, quotes and brackets.
  static func isPlain(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 254
      && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !Array("\"(),:;<>[\\]".utf8).contains($0) }
  }
}
