import Endpoints
import Fixtures
import GradientBoosting
import Testing

@Suite("Request bodies that nobody thought of")
struct RequestPropertyTests {
  private static let formats = ["text/csv", "text/csv; header=present", "application/json", "application/jsonlines"]

  private func survives(_ bytes: [UInt8]) {
    for type in Self.formats {
      for schema in [Rows.schema, Rows.mixed] {
        for ignores in [false, true] {
          guard
            let rows = try? FeatureRows(
              parsing: bytes, as: InvocationFormat(mediaType: type) ?? .csv, schema: schema,
              options: ParsingOptions(mediaType: type, ignoresUnknown: ignores))
          else { continue }
          // What was taken is whole.
          #expect(rows.count > 0)
          #expect(rows.values.count == rows.count * schema.count)
          #expect(rows.values.allSatisfy { !$0.isInfinite })
        }
      }
    }
  }

  @Test("random bytes are refused or read, never worse", arguments: 0..<20)
  func noise(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0..<Stress.count(200, large: 4000) {
      survives(
        (0..<Int.random(in: 0...80, using: &random)).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }
  }

  @Test("nor are bytes that look like a format", arguments: 0..<20)
  func grammar(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed) &+ 1000)
    let pieces = [
      "[", "]", "{", "}", ",", ":", "\"", "\\", "\\u00", "\\ud83d", "a", "\"a\"", "\"b\":", "1", "-", "0.5", "1e5", "e",
      "null", "true", "NaN", "\n", "\r\n", " ", "\"instances\":", "\"features\":", "sun", "\u{FEFF}", "\u{E9}", "\0",
    ]
    for _ in 0..<Stress.count(300, large: 4000) {
      let text = (0..<Int.random(in: 1...24, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
      survives(Array(text.joined().utf8))
    }
  }

  @Test(
    "every cut and every changed byte of a sound body",
    arguments: [
      "{\"instances\":[{\"a\":1,\"b\":2.5e-3,\"c\":null},{\"c\":\"x\\u00e9\\\"\",\"a\":true,\"b\":-0}]}",
      "a,b,c\n1,2,3\r\n\"4\",\"\"\"5\",6\n", "[1,2,3]\n{\"a\":1,\"b\":2,\"c\":3}\n{\"features\":[1,2,3]}",
    ])
  func mutations(text: String) {
    let bytes = Array(text.utf8)
    var random = SplitMix64(seed: 7)
    for place in bytes.indices {
      survives(Array(bytes[..<place]))
      survives(Array(bytes[place...]))
      for _ in 0..<4 {
        var changed = bytes
        changed[place] = UInt8.random(in: .min ... .max, using: &random)
        survives(changed)
      }
    }
  }

  @Test("the same rows give the same values in every format", arguments: 0..<40)
  func formatsAgree(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed) &+ 5000)
    let names = Rows.schema.names
    let rows = (0..<Int.random(in: 1...5, using: &random)).map { _ in
      names.map { _ -> Double? in
        switch Int.random(in: 0..<5, using: &random) {
        case 0: nil
        case 1: Double(Int.random(in: -1_000_000...1_000_000, using: &random))
        case 2: Double.random(in: -1e-6...1e-6, using: &random)
        default: Double.random(in: -1e6...1e6, using: &random)
        }
      }
    }
    let expected = Rows.text(
      FeatureRows(values: rows.flatMap { $0.map { $0.map { Float($0) } ?? .nan } }, count: rows.count))
    let lists = rows.map { row in "[" + row.map { $0.map { "\($0)" } ?? "null" }.joined(separator: ",") + "]" }
    let objects = rows.map { row in
      let members = zip(names, row).map { "\"\($0)\": " + ($1.map { "\($0)" } ?? "null") }
      return "{" + members.shuffled(using: &random).joined(separator: ", ") + "}"
    }
    let csv = rows.map { row in row.map { $0.map { "\($0)" } ?? "" }.joined(separator: ",") }.joined(separator: "\n")
    let bodies = [
      (csv, "text/csv"), ("a,b,c\r\n" + csv, "text/csv"), ("[\(lists.joined(separator: ","))]", "application/json"),
      ("{\"instances\": [\(objects.joined(separator: ","))]}", "application/json"),
      (lists.joined(separator: "\n"), "application/jsonlines"),
      (objects.joined(separator: "\r\n"), "application/jsonlines"),
    ]
    for (body, type) in bodies { #expect(try Rows.text(Rows.parse(body, type)) == expected, "\(body)") }
  }
}
