import CCurl
import Foundation

/// A transfer to another machine through libcurl.
enum Transfer {
  /// How a mail reaches its server.
  enum MailTransport: Int32 {
    case plain = 0
    case startTLS = 1
    case tls = 2
  }

  private static let messageSize = 300

  /// Posts a body.
  /// - Throws: ``DeliveryFailure``: for good where the receiver refuses it (4xx but 408, 409, 425 and 429).
  static func post(
    _ body: [UInt8], to url: String, headers: [(name: String, value: String)], caFile: String?, seconds: Double
  ) throws(DeliveryFailure) {
    let lines = headers.map { "\($0.name): \(oneLine($0.value))" }.joined(separator: "\n")
    let (result, message) = withMessage { text, size in
      ccurl_post(url, lines, body, body.count, caFile, milliseconds(seconds), text, size)
    }
    if result.is_done == 1 { return }
    guard result.curl_code == 0 else { throw DeliveryFailure(message, isPermanent: false) }
    let isPermanent = (400..<500).contains(result.status) && ![408, 409, 425, 429].contains(result.status)
    throw DeliveryFailure(
      "HTTP \(result.status)\(message.isEmpty ? "" : ": \(message)")", isPermanent: isPermanent,
      retryAfterSeconds: result.retry_after_seconds > 0 ? Double(result.retry_after_seconds) : nil)
  }

  /// Hands a mail to a server.
  /// - Throws: ``DeliveryFailure``: for good where the server refuses it (5xx).
  static func mail(
    _ mail: [UInt8], from sender: String, to recipient: String, server: String, transport: MailTransport,
    user: String?, password: String?, caFile: String?, seconds: Double
  ) throws(DeliveryFailure) {
    let (result, message) = withMessage { text, size in
      ccurl_mail(
        server, transport.rawValue, user, password, caFile, sender, recipient, mail, mail.count, milliseconds(seconds),
        text, size)
    }
    if result.is_done == 1 { return }
    // The reply code counts only where the server's answer is what failed.
    let isPermanent = (500..<600).contains(result.status)
    throw DeliveryFailure(
      result.status > 0 ? "SMTP \(result.status): \(message)" : message, isPermanent: isPermanent)
  }

  private static func withMessage(
    _ body: (UnsafeMutablePointer<CChar>, Int) -> ccurl_result
  ) -> (ccurl_result, String) {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: messageSize) { buffer in
      buffer.initialize(repeating: 0)
      guard let text = buffer.baseAddress else { return (ccurl_result(), "") }
      let result = body(text, messageSize)
      return (result, oneLine(String(cString: text)).trimmingCharacters(in: .whitespaces))
    }
  }

  private static func milliseconds(_ seconds: Double) -> Int { Int(min(max(seconds, 0.001), 86_400) * 1000) }

  private static func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}
