import Crypto
import Foundation
import HTTPTypes
import Warehouse

/// The signature of an AWS client, version 4: `AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request,
/// SignedHeaders=…, Signature=…`.
struct RequestSignature {
  static let algorithm = "AWS4-HMAC-SHA256"
  /// How far the client's clock may be from ours, as at AWS.
  private static let tolerance = 300.0

  private let key: String
  /// Date, region, service and the final word.
  private let scope: [String]
  private let signedHeaders: [String]
  private let signature: String

  init(_ authorization: String) throws {
    var parts: [String: String] = [:]
    for part in authorization.dropFirst(Self.algorithm.count).split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else { throw AccessDenied.signature("the Authorization header is malformed") }
      parts[pair[0].trimmingCharacters(in: .whitespaces)] = String(pair[1])
    }
    let credential = (parts["Credential"] ?? "").split(separator: "/", omittingEmptySubsequences: false).map(
      String.init)
    guard credential.count == 5, credential[4] == "aws4_request", let headers = parts["SignedHeaders"],
      let signature = parts["Signature"]
    else { throw AccessDenied.signature("the Authorization header lacks Credential, SignedHeaders or Signature") }
    key = credential[0]
    scope = Array(credential.dropFirst())
    signedHeaders = headers.split(separator: ";").map(String.init)
    self.signature = signature
  }

  /// Makes the signature anew with the key's secret and compares.
  /// - Returns: the identifier of the key.
  func check(_ head: HTTPRequest, body: [UInt8], keys: [String: String], now: Date) throws -> String {
    guard let secret = keys[key] else { throw AccessDenied.signature("the key \(key) is not known here") }
    let time = try time(head, now: now)
    // Without the host, a signature for another server would do here.
    guard signedHeaders.contains("host"), signedHeaders == signedHeaders.sorted() else {
      throw AccessDenied.signature("the host must be signed, and the signed headers sorted")
    }
    let payload = SHA256.hash(data: body).hex
    if let announced = Self.value(of: "x-amz-content-sha256", in: head), announced != payload {
      throw AccessDenied.signature("the body is not the one that was signed")
    }
    let canonical = SHA256.hash(data: Data(canonicalRequest(head, payload: payload).utf8)).hex
    let text = [Self.algorithm, time, scope.joined(separator: "/"), canonical].joined(separator: "\n")
    var signingKey = SymmetricKey(data: Data("AWS4\(secret)".utf8))
    for part in scope {
      signingKey = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Data(part.utf8), using: signingKey))
    }
    guard let given = Self.bytes(hex: signature),
      HMAC<SHA256>.isValidAuthenticationCode(given, authenticating: Data(text.utf8), using: signingKey)
    else { throw AccessDenied.signature("the signature is not the one that the key gives") }
    return key
  }

  /// The time of the request, which must be ours and the credential's day.
  private func time(_ head: HTTPRequest, now: Date) throws -> String {
    guard let time = Self.value(of: "x-amz-date", in: head), let date = Self.date(time), time.prefix(8) == scope[0],
      signedHeaders.contains("x-amz-date")
    else { throw AccessDenied.signature("x-amz-date is missing, not signed, or not of the credential's day") }
    guard abs(date.timeIntervalSince(now)) <= Self.tolerance else {
      throw AccessDenied.signature("the request was signed at \(time), more than five minutes from the server's time")
    }
    return time
  }

  private func canonicalRequest(_ head: HTTPRequest, payload: String) -> String {
    let path = head.path ?? "/"
    let query = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let pairs = query.count < 2 ? [] : query[1].split(separator: "&").map { $0.contains("=") ? String($0) : "\($0)=" }
    let headers = signedHeaders.map { name in
      let value = Self.value(of: name, in: head) ?? ""
      return "\(name):\(value.split(separator: " ").joined(separator: " "))\n"
    }
    return [
      head.method.rawValue, Self.encodedPath(query[0]), pairs.sorted().joined(separator: "&"), headers.joined(),
      signedHeaders.joined(separator: ";"), payload,
    ].joined(separator: "\n")
  }

  /// The path with each part encoded once more, as every service but S3 has it.
  private static func encodedPath(_ path: Substring) -> String {
    var encoded = ""
    for byte in path.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"),
        UInt8(ascii: "/"):
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default: encoded += "%" + CollectionOfOne(byte).hex.uppercased()
      }
    }
    return encoded.isEmpty ? "/" : encoded
  }

  private static func value(of name: String, in head: HTTPRequest) -> String? {
    if name == "host" { return head.authority ?? HTTPField.Name(name).flatMap { head.headerFields[$0] } }
    return HTTPField.Name(name).flatMap { head.headerFields[$0] }
  }

  /// The moment of `YYYYMMDDTHHMMSSZ`.
  private static func date(_ text: String) -> Date? {
    guard text.utf8.count == 16, text.utf8.allSatisfy({ $0 < 128 }) else { return nil }
    let digits = Array(text)
    let parts = [0..<4, 4..<6, 6..<8, 9..<11, 11..<13, 13..<15].map { Int(String(digits[$0])) }
    guard digits[8] == "T", digits[15] == "Z", parts.allSatisfy({ $0 != nil }) else { return nil }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar.date(
      from: DateComponents(
        year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4], second: parts[5]))
  }

  private static func bytes(hex: String) -> [UInt8]? {
    let digits = hex.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for pair in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[pair], let low = digits[pair + 1] else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    return bytes
  }
}
