import CSV
import Foundation
import Testing

@Suite("Writing CSV")
struct CSVWriterTests {
  private func written(_ columns: [String], _ fill: (CSVWriter) throws -> Void) throws -> String {
    let writer = try CSVWriter(.memory, columns: columns)
    try fill(writer)
    return String(decoding: try writer.finish(), as: UTF8.self)
  }

  private func withDirectory(_ body: (String) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("csv-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try body(directory.path)
  }

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test("the header is written also without rows")
  func headerOnly() throws {
    #expect(try written(["a", "b,c"]) { _ in } == "a,\"b,c\"\n")
  }

  /// What Python's `csv.writer` writes for the same values with `lineterminator="\n"`, but that Python makes no
  /// difference between empty text and NULL.
  @Test("a field is quoted only where it must be")
  func quoting() throws {
    let result = try written(["a"]) { writer in
      for value in [
        "plain", "1234567", "12345678", "long,ago and far away", "far away and long,ago", "a,b", "say \"hi\"",
        "two\nlines", "cr\r", " space ", "", "é;\t'", "\"",
      ] {
        try writer.appendRow([value])
      }
    }
    let lines = [
      "a", "plain", "1234567", "12345678", "\"long,ago and far away\"", "\"far away and long,ago\"", "\"a,b\"",
      "\"say \"\"hi\"\"\"", "\"two\nlines\"", "\"cr\r\"", " space ", "\"\"", "é;\t'", "\"\"\"\"",
    ]
    #expect(result == lines.map { $0 + "\n" }.joined())
  }

  @Test("NULL is an empty field and empty text a quoted one")
  func nulls() throws {
    let result = try written(["a", "b", "c", "d"]) { writer in
      writer.appendNull()
      writer.append("")
      writer.append(nil as Int64?)
      writer.append(Double.nan)
      try writer.endRow()
    }
    #expect(result == "a,b,c,d\n,\"\",,\n")
  }

  @Test("integers are written in full")
  func integers() throws {
    var values: [Int64] = [0, 1, -1, -10, .max, .min]
    var power: Int64 = 1
    for _ in 0..<18 {
      power *= 10
      values += [power - 1, power, power + 1, -power]
    }
    let result = try written(["a"]) { writer in
      for value in values {
        writer.append(value)
        try writer.endRow()
      }
    }
    #expect(result == "a\n" + values.map { "\($0)\n" }.joined())
  }

  @Test("doubles are written in the shortest form that reads back, with a point or an exponent")
  func doubles() throws {
    var random = RandomSource(seed: 17)
    var values: [Double] = [
      0, -0.0, 1, -1, 3, 0.1, 0.25, -2.5, 33.5, 1e15, 1e16, 1e-7, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
      0.30000000000000004,
      999_999_999.99, 1e9, 100, 1234.567891, 0.001, 0.000001, 0.0001, 0.00012, 0.000123, 0.1234567, 123_456_789.123456,
      .infinity, -.infinity, 1.005, 2.675,
    ]
    for _ in 0..<100_000 {
      values.append(Double(bitPattern: random.next()))
      values.append(Double(Int.random(in: -10_000_000...10_000_000, using: &random)) / 100)
      values.append((Double.random(in: -1000...1000, using: &random) * 1e4).rounded() / 1e4)
      values.append(Double.random(in: 0...1, using: &random))
    }
    values.removeAll(where: \.isNaN)
    let result = try written(["a"]) { writer in
      for value in values {
        writer.append(value)
        try writer.endRow()
      }
    }
    let lines = result.split(separator: "\n").dropFirst()
    #expect(lines.count == values.count)
    for (line, value) in zip(lines, values) {
      #expect(line == value.description)
      if value.isFinite { #expect(strtod(String(line), nil).bitPattern == value.bitPattern) }
    }
  }

  @Test("types survive writing and reading")
  func types() throws {
    let result = try written(["i", "r", "t"]) { writer in
      for row in 0..<3 {
        writer.append(Int64(row))
        writer.append(Double(row))
        writer.append("00\(row)")
        try writer.endRow()
      }
    }
    let inferred = try TypeInference.infer(.bytes(Array(result.utf8), name: "t"))
    #expect(inferred.columns.map(\.type) == [.integer, .real, .text])
  }

  @Test("fields of any length and many rows are written whole")
  func large() throws {
    let long = String(repeating: "0123456789\"", count: 100_000)
    let result = try written(["a", "b"]) { writer in
      for _ in 0..<3 { try writer.appendRow([long, "x"]) }
      for _ in 0..<50_000 { try writer.appendRow(["some text", nil]) }
    }
    let read = readAll(result)
    #expect(read.rows.count == 50_003)
    #expect(read.rows.first == [long, "x"] && read.rows.last == ["some text", nil])
  }

  @Test("a file appears when it is finished, and replaces the old one with its permissions")
  func atomic() throws {
    try withDirectory { directory in
      let path = directory + "/out.csv"
      try "old".write(toFile: path, atomically: false, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
      let writer = try CSVWriter(.file(path), columns: ["a"])
      try writer.appendRow(["1"])
      #expect(try text(path) == "old")
      try writer.finish()
      #expect(try text(path) == "a\n1\n")
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["out.csv"])
      let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(permissions == 0o640)
    }
  }

  @Test("a writer that is let go leaves the old file and nothing else")
  func abandoned() throws {
    try withDirectory { directory in
      let path = directory + "/out.csv"
      try "old".write(toFile: path, atomically: false, encoding: .utf8)
      do {
        let writer = try CSVWriter(.file(path), columns: ["a"])
        for _ in 0..<100_000 { try writer.appendRow(["value"]) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count == 2)
      }
      #expect(try text(path) == "old")
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["out.csv"])
    }
  }

  @Test("a link stays a link and its target is replaced")
  func link() throws {
    try withDirectory { directory in
      try "old".write(toFile: directory + "/target.csv", atomically: false, encoding: .utf8)
      try FileManager.default.createSymbolicLink(
        atPath: directory + "/link.csv", withDestinationPath: directory + "/target.csv")
      let writer = try CSVWriter(.file(directory + "/link.csv"), columns: ["a"])
      try writer.finish()
      #expect(try text(directory + "/target.csv") == "a\n")
      let destination = try FileManager.default.destinationOfSymbolicLink(atPath: directory + "/link.csv")
      #expect(destination.hasSuffix("target.csv"))
    }
  }

  @Test("a pipe is written to and not replaced")
  func pipe() throws {
    try withDirectory { directory in
      let path = directory + "/pipe"
      #expect(mkfifo(path, 0o600) == 0)
      // Held open for both directions, so that neither side waits for the other.
      let ends = try #require(FileHandle(forUpdatingAtPath: path))
      let writer = try CSVWriter(.file(path), columns: ["a"])
      try writer.appendRow(["1"])
      try writer.finish()
      #expect(try ends.read(upToCount: 4) == Data("a\n1\n".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["pipe"])
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType != .typeRegular)
    }
  }

  @Test("a place that cannot be written to is an error that names it")
  func errors() throws {
    let missing = #expect(throws: CSVError.self) { try CSVWriter(.file("/nowhere/out.csv"), columns: ["a"]) }
    #expect(missing?.code == "missing-file" && missing?.subject == "/nowhere/out.csv")
    try withDirectory { path in
      let directory = #expect(throws: CSVError.self) { try CSVWriter(.file(path), columns: ["a"]) }
      #expect(directory?.code == "is-directory")
    }
    let closed = #expect(throws: CSVError.self) {
      try CSVWriter(.descriptor(-1, name: "report"), columns: ["a"]).finish()
    }
    #expect(closed?.code == "input-output" && closed?.subject == "report")
  }

  @Test("a compressed file is read back")
  func gzip() throws {
    try withDirectory { directory in
      var options = CSVWriteOptions()
      options.compresses = true
      let writer = try CSVWriter(.file(directory + "/out.csv.gz"), columns: ["a", "b"], options: options)
      for row in 0..<10_000 { try writer.appendRow(["\(row)", nil]) }
      try writer.finish()
      let reader = try CSVReader(.file(directory + "/out.csv.gz"))
      var count = 0
      while try reader.nextRecord() {
        #expect(reader.strings == ["\(count)", nil])
        count += 1
      }
      #expect(count == 10_000 && reader.isCompressed)
    }
  }

  @Test("another delimiter is quoted where it occurs")
  func delimiter() throws {
    var options = CSVWriteOptions()
    options.delimiter = UInt8(ascii: ";")
    let writer = try CSVWriter(.memory, columns: ["a", "b"], options: options)
    try writer.appendRow(["x;y", "x,y"])
    #expect(String(decoding: try writer.finish(), as: UTF8.self) == "a;b\n\"x;y\";x,y\n")
  }
}
