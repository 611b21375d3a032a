import CSV
import Testing

/// Reads a text record by record and passes over what is not well formed.
private func readPassingOver(
  _ bytes: [UInt8], blockBytes: Int = 4096
) throws -> (
  rows: [String], malformed: [MalformedRecord], codes: [String]
) {
  var options = CSVReadOptions()
  options.blockBytes = blockBytes
  let reader = try CSVReader(.bytes(bytes, name: "t.csv"), options: options)
  var rows: [String] = []
  var malformed: [MalformedRecord] = []
  var codes: [String] = []
  while true {
    do {
      guard try reader.nextRecord() else { break }
      rows.append("\(reader.line):" + reader.strings.map { $0 ?? "NULL" }.joined(separator: "|"))
    } catch {
      guard let record = try reader.passOver() else { throw error }
      codes.append(error.code)
      malformed.append(record)
    }
  }
  return (rows, malformed, codes)
}

@Suite("Records that are not well formed can be passed over")
struct PassedOverRecordTests {
  @Test(
    "every kind is handed out as it stood, and what follows is read under its own line", arguments: [1, 3, 7, 4096])
  func kinds(blockBytes: Int) throws {
    let text = "a,b\n1,2\n3\n4,5,6\r\n\"x\"y,7\n8,9\n\"1\n2\",\r3\n\u{1},2\n10,\"11\n12,13\n"
    var bytes = Array(text.utf8)
    bytes[bytes.firstIndex(of: 1) ?? 0] = 0xFF
    let read = try readPassingOver(bytes, blockBytes: blockBytes)
    #expect(read.rows == ["2:1|2", "6:8|9", "11:12|13"])
    #expect(
      read.codes == [
        "field-count", "field-count", "text-after-quote", "lone-carriage-return", "invalid-utf8", "unterminated-quote",
      ])
    #expect(
      read.malformed.map { "\($0.line) \($0.text)" } == [
        "3 3", "4 4,5,6",
        "5 \"x\"y,7", "7 \"1\n2\",\r3",
        "9 \u{FFFD},2", "10 10,\"11",
      ])
  }

  @Test(
    "one alone, at the end, without a line end, or as the only record",
    arguments: ["a,b\n1", "a,b\n\n1\n", "a,b\r\n1\r\n"])
  func alone(text: String) throws {
    let read = try readPassingOver(Array(text.utf8))
    #expect(read.rows.isEmpty)
    #expect(read.malformed.map(\.text) == ["1"])
  }

  @Test("doubled quotation marks and line ends within fields stay as they stood")
  func quoted() throws {
    let read = try readPassingOver(Array("a,b\n\"1\"\"2\",\"3\n4\"\n\"5\"\"6\",\"7\n8\",9\n\"\"\"\",x\n".utf8))
    #expect(read.rows == ["2:1\"2|3\n4", "6:\"|x"])
    #expect(read.malformed.map { "\($0.line) \($0.text)" } == ["4 \"5\"\"6\",\"7\n8\",9"])
  }

  @Test(
    "a record that is too long ends with its line, and no more of it is kept than may be long", arguments: [64, 4096])
  func tooLong(blockBytes: Int) throws {
    var options = CSVReadOptions()
    options.blockBytes = blockBytes
    options.maximumRecordBytes = 100
    let long = String(repeating: "x", count: 50_000)
    let reader = try CSVReader(.bytes(Array("a,b\n1,\(long)\n2,3\n".utf8), name: "t.csv"), options: options)
    let error = #expect(throws: CSVError.self) { _ = try reader.nextRecord() }
    #expect(error?.code == "record-too-long")
    #expect(try reader.passOver()?.text.count == 100)
    #expect(try reader.nextRecord())
    #expect(reader.strings == ["2", "3"])
    #expect(reader.line == 3)
  }

  @Test("an error of the file itself cannot be passed over")
  func file() throws {
    let reader = try CSVReader(.bytes(Array("a,b\n".utf8), name: "t.csv"))
    #expect(throws: CSVError.self) { _ = try reader.nextRecord() }
    #expect(try reader.passOver() == nil)
    #expect(throws: CSVError.self) { _ = try reader.nextRecord() }
  }

  @Test("whatever is damaged, the records that stay are those of the file without the damage")
  func random() throws {
    var random = RandomSource(seed: 11)
    for _ in 0..<200 {
      var text = "a,b\n"
      var expected: [String] = []
      var malformed: [String] = []
      for row in 0..<Int.random(in: 1...40, using: &random) {
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
          malformed.append("\(row)")
          text += "\(row)\n"
        case 1:
          malformed.append("\(row),\"x\"y")
          text += "\(row),\"x\"y\r\n"
        case 2:
          malformed.append("\(row),1,2")
          text += "\(row),1,2\n"
        default:
          expected.append("\(row)|v\n\(row)")
          text += "\(row),\"v\n\(row)\"\n"
        }
      }
      let read = try readPassingOver(Array(text.utf8), blockBytes: Int.random(in: 1...64, using: &random))
      #expect(read.rows.map { String($0.drop { $0 != ":" }.dropFirst()) } == expected)
      #expect(read.malformed.map(\.text) == malformed)
    }
  }
}
