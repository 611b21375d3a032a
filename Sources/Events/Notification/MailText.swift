import Foundation

/// A mail as bytes (RFC 5322, MIME): plain text in UTF-8.
struct MailText {
  let from: String
  let to: String
  let subject: String
  let text: String
  /// Names the mail: the same for each attempt of a delivery, so that a mailbox can show it once.
  let identifier: String
  let date: Date

  /// The mail with its lines ended by CRLF, none longer than 78 bytes.
  var bytes: [UInt8] {
    var lines = [
      "From: Stockroom <\(from)>", "To: <\(to)>", "Subject: \(Self.encodedHeader(subject))",
      "Date: \(Self.formatted(date))",
      "Message-ID: <\(identifier)@stockroom.invalid>", "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "",
    ]
    let encoded = Array(Data(text.replacing("\n", with: "\r\n").utf8).base64EncodedString().utf8)
    for start in stride(from: 0, to: encoded.count, by: 76) {
      lines.append(String(decoding: encoded[start..<min(start + 76, encoded.count)], as: UTF8.self))
    }
    return Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
  }

  /// A header's text: as it is where it is short and plain, otherwise in encoded words (RFC 2047).
  static func encodedHeader(_ text: String) -> String {
    let oneLine = String(text.map { $0.isNewline ? " " : $0 })
    let isPlain = oneLine.utf8.count <= 60 && oneLine.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    if isPlain, !oneLine.contains("=?") { return oneLine }
    // An encoded word holds 75 characters at most, that is 45 bytes, and never a part of a character.
    var words: [[UInt8]] = [[]]
    for scalar in oneLine.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      if words[words.count - 1].count + bytes.count > 45 { words.append([]) }
      words[words.count - 1] += bytes
    }
    return words.map { "=?utf-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
  }

  /// `Thu, 15 Jan 2026 08:00:00 +0000`.
  static func formatted(_ date: Date) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second, .weekday], from: date)
    func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
    let weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][(parts.weekday ?? 1) - 1]
    let month = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ][(parts.month ?? 1) - 1]
    let time = "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second))"
    return "\(weekday), \(two(parts.day)) \(month) \(parts.year ?? 1970) \(time) +0000"
  }
}
