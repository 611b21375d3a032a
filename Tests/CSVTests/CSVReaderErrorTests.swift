import CSV
import Diagnostics
import Foundation
import Testing

@Suite("Errors in CSV files")
struct CSVReaderErrorTests {
  @Test("an empty file has no header", arguments: ["", "\n", "\r\n\n", "\u{FEFF}"])
  func missingHeader(text: String) {
    #expect(readError(text)?.code == "missing-header")
  }

  @Test("a header without rows is an error, unless it is allowed", arguments: ["a,b", "a,b\n", "a,b\r\n\r\n"])
  func headerOnly(text: String) throws {
    let reader = try CSVReader(.bytes(Array(text.utf8), name: "t.csv"))
    let error = #expect(throws: CSVError.self) { try reader.nextBatch() }
    #expect(error?.code == "no-rows")
    #expect(readError(text) == nil)
  }

  @Test("an empty column name is named by its position", arguments: ["a,,c\n1,2,3\n", "a,\"\",c\n", "a,  ,c\n"])
  func emptyName(text: String) {
    let error = readError(text)
    #expect(error?.code == "empty-column-name")
    #expect(error?.subject == "t.csv, line 1, column number 2")
  }

  @Test("two equal column names are named with their positions")
  func duplicateName() {
    let error = readError("a,b,a\n")
    #expect(error?.code == "duplicate-column-name")
    #expect(error?.found == "the name at positions 1 and 3")
  }

  @Test("a row with too few or too many fields is named by its line and counts")
  func fieldCount() {
    let few = readAll("a,b,c\n1,2,3\n\"x\ny\",2,3\n4,5\n6,7,8\n")
    #expect(few.rows.count == 2)
    #expect(few.error?.description.hasPrefix("t.csv, line 5: expected 3 fields, found 2 fields") == true)
    let many = readError("a,b\n1,2,3,4\n")
    #expect(many?.description.hasPrefix("t.csv, line 2: expected 2 fields, found 4 fields") == true)
  }

  @Test("an unterminated quotation is named by the line and column where it begins")
  func unterminated() {
    let error = readError("a,b\n1,2\n3,\"x\n4,5\n")
    #expect(error?.code == "unterminated-quote")
    #expect(error?.subject == "t.csv, line 3, column b")
    #expect(readError("a,\"b\n")?.subject == "t.csv, line 1, column number 2")
  }

  @Test("text after a closing quotation mark is shown")
  func textAfterQuote() {
    let error = readError("a,b\n\"x\"y,2\n")
    #expect(error?.code == "text-after-quote")
    #expect(error?.subject == "t.csv, line 2, column a")
    #expect(error?.found == "\"y,2\"")
  }

  @Test("a carriage return alone is no line end", arguments: ["a,b\r1,2\r", "a,b\n1,2\r3,4\n", "a,b\n1,2\r"])
  func loneCarriageReturn(text: String) {
    #expect(readError(text)?.code == "lone-carriage-return")
  }

  @Test(
    "bytes that are not UTF-8 are named with line and column",
    arguments: [
      [0xE9], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE0, 0x80, 0x80], [0x80],
      [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
    ] as [[UInt8]], [1, 16, 1000])
  func invalidUTF8(bytes: [UInt8], blockBytes: Int) {
    let file = Array("a,name\n1,é\n\"2\n\",caf".utf8) + bytes + Array(",\n".utf8.dropFirst()) + Array("3,x\n".utf8)
    let result = readAll(file, blockBytes: blockBytes)
    #expect(result.rows == [["1", "é"]])
    #expect(result.error?.code == "invalid-utf8")
    #expect(result.error?.subject == "t.csv, line 3, column name")
    let first = String(bytes[0], radix: 16, uppercase: true)
    #expect(result.error?.found == "the byte 0x\(first)")
  }

  @Test("bytes that are not UTF-8 are found in the header too")
  func invalidHeader() {
    #expect(readAll([0x61, 0xE9, 0x0A]).error?.code == "invalid-utf8")
  }

  @Test("whether a sequence is UTF-8 is decided as the standard library does")
  func encodingAgreesWithTheStandardLibrary() {
    var random = RandomSource(seed: 7)
    let pool: [UInt8] = [
      0x61, 0x62, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEE, 0xEF, 0xF0,
      0xF1, 0xF4, 0xF5, 0xFF,
    ]
    for _ in 0..<20_000 {
      let prefix = [UInt8](repeating: 0x61, count: Int.random(in: 1...40, using: &random))
      let bytes =
        prefix + (0..<Int.random(in: 1...6, using: &random)).map { _ in pool.randomElement(using: &random) ?? 0 }
      let isValid = String(validating: bytes, as: UTF8.self) != nil
      #expect((readAll(Array("a,b\n1,".utf8) + bytes, blockBytes: 64).error == nil) == isValid, "\(bytes)")
    }
  }

  @Test("records before an error are handed out, and the error is thrown again by every later call")
  func errorsStay() throws {
    let reader = try CSVReader(.bytes(Array("a,b\n1,2\n3\n4,5\n".utf8), name: "t.csv"))
    #expect(try reader.nextBatch()?.count == 1)
    for _ in 0..<3 {
      let error = #expect(throws: CSVError.self) { try reader.nextBatch() }
      #expect(error?.code == "field-count")
    }
  }

  @Test("a record beyond the limit is refused instead of filling the memory")
  func recordLimit() throws {
    var options = CSVReadOptions()
    options.blockBytes = 16
    options.maximumRecordBytes = 1000
    let text = "a,b\n1,2\n3,\"" + String(repeating: "x,\n", count: 1000)
    let reader = try CSVReader(.bytes(Array(text.utf8), name: "t.csv"), options: options)
    #expect(try reader.nextBatch()?.count == 1)
    let error = #expect(throws: CSVError.self) { try reader.nextBatch() }
    #expect(error?.code == "record-too-long")
    #expect(error?.location.line == 3)
  }

  @Test("a missing file and a directory are told apart")
  func files() throws {
    let missing = #expect(throws: CSVError.self) { try CSVReader(.file("/nowhere/sales.csv")) }
    #expect(missing?.code == "missing-file" && missing?.subject == "/nowhere/sales.csv")
    let directory = #expect(throws: CSVError.self) { try CSVReader(.file(FileManager.default.temporaryDirectory.path)) }
    #expect(directory?.code == "is-directory")
  }

  @Test(
    "other formats are recognised",
    arguments: [
      ("ZIP", [0x50, 0x4B, 3, 4, 0]), ("UTF-16", [0xFF, 0xFE, 0x61, 0]), ("UTF-16", [0xFE, 0xFF, 0, 0x61]),
      ("zstd", [0x28, 0xB5, 0x2F, 0xFD]), ("xz", [0xFD, 0x37, 0x7A, 0x58]),
    ] as [(String, [UInt8])])
  func foreignFormats(name: String, bytes: [UInt8]) {
    let error = readAll(bytes).error
    #expect(error?.code == "unsupported-format")
    #expect(error?.found.contains(name) == true)
  }

  @Test("a value that does not fit its column can be reported by those who load it")
  func wrongType() {
    let place = CSVLocation(file: "sales.csv", line: 4, column: "units_sold")
    let error = CSVError.wrongType(at: place, expected: "an integer", value: "12a")
    #expect(error.description.hasPrefix("sales.csv, line 4, column units_sold: expected an integer, found \"12a\""))
  }
}
