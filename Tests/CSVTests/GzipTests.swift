import CSV
import Diagnostics
import Testing

@Suite("Gzip")
struct GzipTests {
  /// Made by `printf 'a,b\n1,x\n2,y\n' | gzip -9n`.
  private static let madeByGzip: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 75, 212, 73, 226, 50, 212, 169, 224, 50, 210, 169, 228, 2, 0, 194, 150, 126, 157,
    12, 0, 0, 0,
  ]

  private func compressed(rows: Int) throws -> [UInt8] {
    var random = RandomSource(seed: 5)
    var options = CSVWriteOptions()
    options.compresses = true
    let writer = try CSVWriter(.memory, columns: ["n", "value"], options: options)
    for row in 0..<rows {
      writer.append(Int64(row))
      writer.append(Int64.random(in: 0...1_000_000, using: &random))
      try writer.endRow()
    }
    return try writer.finish()
  }

  @Test("a file that gzip made is read, told by its content")
  func foreignFile() throws {
    #expect(readAll(Self.madeByGzip).rows == [["1", "x"], ["2", "y"]])
    #expect(try CSVReader(.bytes(Self.madeByGzip, name: "t")).isCompressed)
  }

  @Test("several members are one file", arguments: [1, 10, 4096])
  func members(blockBytes: Int) throws {
    let tail = Array(try compressed(rows: 3))
    let bytes = Self.madeByGzip + tail
    #expect(readAll(bytes, blockBytes: blockBytes).rows.count == 2 + 1 + 3)
    #expect(readAll(bytes + [0, 0, 0, 0], blockBytes: blockBytes).error == nil)
  }

  @Test("a large file is read whole")
  func large() throws {
    let result = readAll(try compressed(rows: 100_000))
    #expect(result.rows.count == 100_000)
    #expect(result.rows.last?.first == "99999")
  }

  @Test("a file cut off at any byte is an error that names the file and the byte")
  func truncated() throws {
    let bytes = try compressed(rows: 200)
    for length in 1..<bytes.count {
      let error = readAll(Array(bytes[..<length])).error
      #expect(error?.code == "truncated-gzip")
      #expect(error?.description.contains("t.csv: ") == true)
      #expect(error?.found == "the end of the file at byte \(length)")
    }
    #expect(readAll([]).error?.code == "missing-header")
  }

  @Test("a large file cut off anywhere is an error")
  func largeTruncated() throws {
    let bytes = try compressed(rows: 60_000)
    var random = RandomSource(seed: 11)
    for _ in 0..<20 {
      let length = Int.random(in: 1..<bytes.count, using: &random)
      #expect(readAll(Array(bytes[..<length])).error?.code == "truncated-gzip")
    }
  }

  @Test("a wrong byte in the data or the checksum is an error")
  func corrupt() throws {
    let bytes = try compressed(rows: 200)
    for position in 10..<bytes.count {
      var broken = bytes
      broken[position] ^= 0x55
      let error = readAll(broken).error
      #expect(error?.code == "corrupt-gzip" || error?.code == "truncated-gzip", "at byte \(position)")
    }
  }

  @Test("bytes after the end that are no gzip are an error")
  func trailingBytes() {
    let error = readAll(Self.madeByGzip + Array("more".utf8)).error
    #expect(error?.code == "corrupt-gzip")
    #expect(error?.found.contains("near byte \(Self.madeByGzip.count)") == true)
  }

  @Test("equal content gives equal bytes")
  func reproducible() throws {
    #expect(try compressed(rows: 1000) == compressed(rows: 1000))
  }
}
