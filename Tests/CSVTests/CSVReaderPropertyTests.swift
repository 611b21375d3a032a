import CSV
import Testing

@Suite("The reader and the reference parser agree")
struct CSVReaderPropertyTests {
  private static let alphabets: [[String]] = [
    ["a", "b", ",", "\"", "\n", "\r", "\r\n", "é"],
    ["a", "1", ",", ",", "\"", "\"\"", "\n", "\n", "\r\n"],
    ["x", ",", "\n", "\"\"", "\",\"", "\"\n", "0123456789"],
  ]

  @Test("on random bytes, whatever the size of the blocks", arguments: alphabets.indices)
  func randomBytes(alphabet: Int) {
    var random = RandomSource(seed: UInt64(alphabet) + 1)
    let parts = Self.alphabets[alphabet]
    for _ in 0..<1500 {
      let header = ["a,b\n", "a\n", "", "a,\"b\"\"c\",c\r\n"].randomElement(using: &random) ?? ""
      let length = Int.random(in: 0...40, using: &random)
      let text = header + (0..<length).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
      let bytes = Array(text.utf8)
      let expected = ReferenceParser.parse(bytes)
      for blockBytes in [1, 2, 3, 5, 8, 13, 31, 1000] {
        let result = readAll(bytes, blockBytes: blockBytes)
        let isHeaderFault = result.error != nil && result.columns.isEmpty
        #expect(result.error?.code == expected.errorCode, "\(text.debugDescription) in blocks of \(blockBytes)")
        #expect(result.rows == expected.rows, "\(text.debugDescription) in blocks of \(blockBytes)")
        #expect(result.lines == expected.lines, "\(text.debugDescription) in blocks of \(blockBytes)")
        if !isHeaderFault { #expect(result.columns == expected.columns) }
        if result.error?.code == "field-count" {
          #expect(result.error?.location.line == expected.errorLine, "\(text.debugDescription)")
        }
      }
    }
  }

  @Test("what the writer wrote is read back unchanged, whatever the size of the blocks")
  func roundTrip() throws {
    var random = RandomSource(seed: 99)
    let parts = ["a", "é", ",", "\"", "\n", "\r", "\r\n", " ", "007", "\u{FEFF}", ";", "สงกรานต์"]
    func text() -> String {
      (0..<Int.random(in: 0...6, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
    }
    for _ in 0..<500 {
      let width = Int.random(in: 1...5, using: &random)
      let columns = (0..<width).map { text() + "column \($0)" }
      let rows: [[String?]] = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        (0..<width).map { _ in Bool.random(using: &random) ? text() : nil }
      }
      let writer = try CSVWriter(.memory, columns: columns)
      for row in rows { try writer.appendRow(row) }
      let bytes = try writer.finish()
      for blockBytes in [1, 7, 64, 4096] {
        let result = readAll(bytes, blockBytes: blockBytes)
        #expect(result.columns == columns)
        #expect(result.rows == rows)
        #expect(result.error == nil)
      }
    }
  }
}
