import Foundation
import HTTPTypes

extension AccessPolicy {
  /// Lets a request in or says why not.
  /// - Parameters:
  ///   - body: the whole body, which a signature covers.
  ///   - now: the time that a signature's own time is compared with.
  func check(_ head: HTTPRequest, body: [UInt8], needs need: AccessNeed, now: Date) throws {
    guard !isOpen else { return }
    guard let authorization = head.headerFields[.authorization] else { throw AccessDenied.anonymous }
    if authorization.hasPrefix(RequestSignature.algorithm) {
      try RequestSignature(authorization).check(head, body: body, keys: signingKeys, now: now)
      return
    }
    let words = authorization.split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[0].lowercased() == "bearer", let mayToken else { throw AccessDenied.anonymous }
    guard let may = try mayToken(String(words[1]), need) else { throw AccessDenied.unknownToken }
    guard may else { throw AccessDenied.forbidden(need) }
  }
}
