import CSV
import Testing

@Suite("Reading CSV")
struct CSVReaderTests {
  @Test("records are split into fields at the delimiter and the line end")
  func plain() {
    let result = readAll("a,b\n1,x\n2,y\n")
    #expect(result.columns == ["a", "b"])
    #expect(result.rows == [["1", "x"], ["2", "y"]])
    #expect(result.error == nil)
  }

  @Test("the last line needs no end")
  func noFinalLineEnd() {
    #expect(readAll("a,b\n1,x").rows == [["1", "x"]])
    #expect(readAll("a,b\n1,").rows == [["1", nil]])
    #expect(readAll("a,b\n,\"\"").rows == [[nil, ""]])
  }

  @Test("CRLF ends a line as LF does, also mixed")
  func lineEnds() {
    #expect(readAll("a,b\r\n1,x\r\n2,y\n\"3\",\"z\"\r\n").rows == [["1", "x"], ["2", "y"], ["3", "z"]])
  }

  @Test("within quotation marks, delimiters, line ends and doubled marks are content")
  func quotes() {
    let result = readAll("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n\"two\nlines\",\"lone\rreturn\"\n\"\"\"\",\"\r\n\"\n")
    #expect(result.rows == [["x,y", "say \"hi\""], ["two\nlines", "lone\rreturn"], ["\"", "\r\n"]])
  }

  @Test("an empty field is NULL and a quoted empty one is empty text")
  func nulls() {
    #expect(readAll("a,b,c\n,\"\",x\n,,\n").rows == [[nil, "", "x"], [nil, nil, nil]])
  }

  /// What Python 3.11's `csv.reader` gives for the same lines.
  @Test(
    "a quotation mark within an unquoted field stands for itself, as in Python",
    arguments: [("5\" pipe", "5\" pipe"), ("a\"\"b", "a\"\"b"), (" \"x\"", " \"x\""), ("x\"", "x\"")])
  func bareQuotes(text: String, value: String) {
    #expect(readAll("a,b\n\(text),1\n").rows == [[value, "1"]])
  }

  @Test("spaces belong to the field")
  func spaces() {
    #expect(readAll("a, b\n 1 ,\t2\n").rows == [[" 1 ", "\t2"]])
    #expect(readAll("a, b\n 1 ,\t2\n").columns == ["a", " b"])
  }

  @Test("a byte-order mark is not part of the first name, quoted or not", arguments: [1, 2, 3, 4, 256])
  func byteOrderMark(blockBytes: Int) {
    #expect(readAll("\u{FEFF}a,b\n1,2\n", blockBytes: blockBytes).columns == ["a", "b"])
    #expect(readAll("\u{FEFF}\"a,x\",b\n1,2\n", blockBytes: blockBytes).columns == ["a,x", "b"])
  }

  @Test("another delimiter can be chosen", arguments: [";", "\t", "|"] as [Character])
  func delimiter(_ delimiter: Character) {
    let text = "a\(delimiter)b\n1,5\(delimiter)\"x\(delimiter)y\"\n"
    #expect(readAll(text, delimiter: delimiter).rows == [["1,5", "x\(delimiter)y"]])
  }

  @Test("blank lines are passed over where there are several columns")
  func blankLines() {
    let result = readAll("\n\r\na,b\n\n1,2\n\r\n\n3,4\n\n\n")
    #expect(result.columns == ["a", "b"])
    #expect(result.rows == [["1", "2"], ["3", "4"]])
    #expect(result.lines == [5, 8])
  }

  @Test("a blank line in a file of one column is a NULL")
  func blankLinesOfOneColumn() {
    #expect(readAll("a\n1\n\n2\n\"\"\n").rows == [["1"], [nil], ["2"], [""]])
  }

  @Test("a record has the line on which it starts, also after embedded line ends")
  func lines() {
    #expect(readAll("a,\"b\nc\"\n1,\"x\n\ny\"\n2,z\n3,\"\r\n\"\n4,w\n").lines == [3, 6, 7, 9])
  }

  @Test("names and values may be in any script")
  func unicode() {
    let result = readAll("วันที่,ชื่อ\n2024-04-13,สงกรานต์\n🎉,é\n")
    #expect(result.columns == ["วันที่", "ชื่อ"])
    #expect(result.rows == [["2024-04-13", "สงกรานต์"], ["🎉", "é"]])
  }

  @Test("a record that is longer than a block is read whole", arguments: [1, 7, 64, 1000])
  func longRecords(blockBytes: Int) {
    let long = String(repeating: "0123456789,\n\"\"", count: 500)
    let value = long.replacing("\"\"", with: "\"")
    #expect(readAll("a,b\n1,\"\(long)\"\n2,y\n", blockBytes: blockBytes).rows == [["1", value], ["2", "y"]])
  }

  @Test("a thousand columns are as good as two")
  func manyColumns() {
    let names = (0..<1000).map { "c\($0)" }
    let values = (0..<1000).map { "\($0)" }
    let result = readAll(names.joined(separator: ",") + "\n" + values.joined(separator: ",") + "\n", blockBytes: 512)
    #expect(result.columns == names)
    #expect(result.rows == [values])
  }

  @Test("records can be taken one after another")
  func recordByRecord() throws {
    let reader = try CSVReader(.bytes(Array("a,b\n1,x\n\"2\ny\",\n3,z\n".utf8), name: "t.csv"))
    var seen: [[String?]] = []
    var lines: [Int] = []
    while try reader.nextRecord() {
      seen.append(reader.strings)
      lines.append(reader.line)
    }
    #expect(seen == [["1", "x"], ["2\ny", nil], ["3", "z"]])
    #expect(lines == [2, 3, 5])
    #expect(try !reader.nextRecord())
  }

  @Test("a field shows its bytes, quotation and typed value without a copy")
  func fields() throws {
    let reader = try CSVReader(.bytes(Array("a,b,c,d\n12,-1.5,\"x\",2024-02-29\n".utf8), name: "t.csv"))
    let batch = try #require(try reader.nextBatch())
    batch.withRows { rows in
      #expect(rows.count == 1 && rows.columnCount == 4)
      #expect(rows[0, 0].integer == 12 && rows[0, 0].real == 12)
      #expect(rows[0, 1].integer == nil && rows[0, 1].real == -1.5)
      #expect(rows[0, 2].isQuoted && rows[0, 2].bytes.elementsEqual("x".utf8))
      #expect(rows[0, 3].isDate && !rows[0, 2].isDate)
    }
  }

  @Test("batches together hold every record once and know their first row")
  func batches() throws {
    var options = CSVReadOptions()
    options.blockBytes = 100
    let text = "n\n" + (0..<1000).map { "\($0)\n" }.joined()
    let reader = try CSVReader(.bytes(Array(text.utf8), name: "t.csv"), options: options)
    var next = 0
    var batches = 0
    while let batch = try reader.nextBatch() {
      #expect(batch.firstRow == next)
      for row in 0..<batch.count {
        #expect(batch.strings(ofRow: row) == ["\(next)"])
        next += 1
      }
      batches += 1
    }
    #expect(next == 1000 && batches > 10)
  }

  @Test("the observer sees exactly the bytes of the input, and the reader counts them")
  func observer() throws {
    let bytes = Array("a,b\n1,2\n3,4\n".utf8)
    var options = CSVReadOptions()
    options.blockBytes = 5
    var seen: [UInt8] = []
    let reader = try CSVReader(.bytes(bytes, name: "t.csv"), options: options) { seen += Array($0) }
    while try reader.nextRecord() {}
    #expect(seen == bytes)
    #expect(reader.inputBytesRead == bytes.count && reader.inputSize == bytes.count)
  }
}
