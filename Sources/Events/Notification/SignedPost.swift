import Crypto
import Foundation
import Warehouse

/// A JSON body on its way to a receiver, signed so that the receiver can tell that it is genuine and fresh:
/// `X-Stockroom-Signature: t=TIME,v1=HEX`, HEX being HMAC-SHA256 of `TIME.BODY` with the secret that both know.
struct SignedPost {
  let body: [UInt8]
  let delivery: Delivery
  /// The moment of the attempt, in whole seconds since 1970.
  let time: String

  init(_ body: JSONValue, delivery: Delivery, now: Date) {
    self.body = Array(body.description.utf8)
    self.delivery = delivery
    time = String(Int(now.timeIntervalSince1970))
  }

  func headers(secret: String?) -> [(name: String, value: String)] {
    var headers = [
      ("Content-Type", "application/json"), ("User-Agent", "stockroom"),
      ("Idempotency-Key", delivery.idempotencyKey), ("X-Stockroom-Event", delivery.event.detailType),
      ("X-Stockroom-Event-Id", delivery.event.id), ("X-Stockroom-Attempt", String(delivery.attempt)),
    ]
    if let secret { headers.append(("X-Stockroom-Signature", "t=\(time),v1=\(signature(secret))")) }
    return headers
  }

  func signature(_ secret: String) -> String {
    let signed = Array("\(time).".utf8) + body
    return HMAC<SHA256>.authenticationCode(for: Data(signed), using: SymmetricKey(data: Data(secret.utf8))).hex
  }
}

extension NotificationMessage {
  /// The message as JSON, with the event it is about.
  func json(_ event: Event) -> JSONValue {
    ["subject": .string(subject), "text": .string(text), "link": .text(link), "event": event.json]
  }

  /// The message as Slack and those that speak like it take it.
  var slackJSON: JSONValue {
    // Slack takes these three characters for markup.
    func escaped(_ text: String) -> String {
      text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
    return ["text": .string("*\(escaped(subject))*\n```\n\(escaped(text))\n```\(link.map { "\n<\($0)>" } ?? "")")]
  }
}
