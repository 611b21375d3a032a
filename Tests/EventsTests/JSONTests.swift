import Events
import Foundation
import Testing

@Suite("JSON")
struct JSONTests {
  @Test("numbers stay as they were written")
  func numbers() throws {
    for text in ["0", "-0", "3.0e2", "300.0", "1E+5", "-12.5e-3", "12345678901234567890"] {
      #expect(try JSONValue(parsing: text) == .number(text))
      #expect(try JSONValue(parsing: text).description == text)
    }
  }

  @Test("strings with escapes and surrogates are read as Foundation reads them")
  func strings() throws {
    for text in [#""\"\\\/\b\f\n\r\t""#, #""\u00e4\ud83d\ude00""#, "\"ü😀\"", #""\u0000""#] {
      let expected = try JSONDecoder().decode([String].self, from: Data("[\(text)]".utf8))
      #expect(try JSONValue(parsing: text) == .string(expected[0]))
    }
  }

  @Test(
    "what is not JSON is refused with its place",
    arguments: [
      "", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "{'a':1}", "[1 2]", "nul", "01", "1.", ".5", "+1", "1e", "--1",
      "NaN",
      "\"a", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\nb\"", "{} {}", "[1]]",
      "{\"a\":1,\"a\":2}", "// c\n1", "{\"a\" 1}",
    ])
  func refused(text: String) {
    let error = #expect(throws: EventError.self) { _ = try JSONValue(parsing: text, subject: "file.json") }
    #expect(error?.code == "invalid-json")
    #expect(error?.subject.hasPrefix("file.json, line ") == true)
  }

  @Test("too many levels are refused, not a crash")
  func depth() throws {
    _ = try JSONValue(parsing: String(repeating: "[", count: 100) + String(repeating: "]", count: 100))
    for level in [101, 100_000] {
      for open in ["[", "{\"a\":"] {
        #expect(throws: EventError.self) { _ = try JSONValue(parsing: String(repeating: open, count: level)) }
      }
    }
  }

  @Test("any value is read back from its text, and Foundation agrees", arguments: 1...200 as ClosedRange<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var source = Source(state: seed)
    let value = source.value(depth: 0)
    let text = value.description
    #expect(try JSONValue(parsing: text) == value)
    #expect(throws: Never.self) {
      _ = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    }
  }

  @Test(
    "a text with one byte changed is read as Foundation reads it, or refused", arguments: 1...300 as ClosedRange<UInt64>
  )
  func changed(seed: UInt64) throws {
    var source = Source(state: seed)
    var bytes = Array(source.value(depth: 0).description.utf8)
    bytes[Int(source.next() % UInt64(bytes.count))] = UInt8(
      ascii: "{}[]\",:0-\\nt".randomElement(using: &source).map { $0 } ?? "0")
    let text = String(decoding: bytes, as: UTF8.self)
    // Foundation takes duplicates of keys and lone surrogates; what it refuses must be refused here.
    let theirs = (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) != nil
    let ours = (try? JSONValue(parsing: text)) != nil
    #expect(theirs || !ours, "\(text)")
  }

  private struct Source: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }

    mutating func value(depth: Int) -> JSONValue {
      switch next() % (depth < 4 ? 8 : 5) {
      case 0: return .null
      case 1: return .boolean(next() % 2 == 0)
      case 2: return .number(String(Int64(truncatingIfNeeded: next()) >> (next() % 60)))
      case 3: return .number(Double(Int64(truncatingIfNeeded: next())) / 1e12)
      case 4, 5: return .string(text())
      case 6: return .array((0..<(next() % 5)).map { _ in value(depth: depth + 1) })
      default:
        return .object(
          Dictionary((0..<(next() % 5)).map { _ in (text(), value(depth: depth + 1)) }) { $1 })
      }
    }

    private mutating func text() -> String {
      let characters: [Character] = ["a", "Z", "0", "\"", "\\", "/", "\n", "\u{1}", "ä", "😀", "\u{2028}", " "]
      return String((0..<(next() % 6)).map { _ in characters[Int(next() % UInt64(characters.count))] })
    }
  }
}

extension UInt8 {
  fileprivate init(ascii character: Character) { self = character.asciiValue ?? 48 }
}
