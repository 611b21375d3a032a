import CSV
import Testing

@Suite("Types of columns")
struct TypeInferenceTests {
  private func infer(_ values: [String], blockBytes: Int = 4096) throws -> InferredColumn {
    let text = "v,other\n" + values.map { "\($0),1\n" }.joined()
    var options = CSVReadOptions()
    options.blockBytes = blockBytes
    let inference = try TypeInference.infer(.bytes(Array(text.utf8), name: "t.csv"), options: options)
    #expect(inference.rowCount == values.count)
    return try #require(inference.columns.first)
  }

  @Test(
    "the narrowest type that holds every value is found",
    arguments: [
      (["1", "-2", "0"], .integer), (["1", "", "3"], .integer), (["1", "2.5"], .real), (["2.5", "1"], .real),
      (["1e3", "4"], .real), (["", "1.5", ""], .real), (["1", "x"], .text), (["", ""], .text), (["\"\""], .text),
      (["1", "\"\""], .text), (["1.5", "\"\""], .text), (["\"5\"", "6"], .integer), (["\"1.5\""], .real),
      (["-0"], .real), (["1", "-0"], .real), (["true"], .text), (["NaN"], .text), (["1.5", "inf"], .text),
      (["1.5", "1e999"], .text), (["0x10"], .text), (["1 "], .text), (["+5"], .text),
    ] as [([String], CSVColumnType)])
  func types(values: [String], type: CSVColumnType) throws {
    for blockBytes in [1, 4, 4096] { #expect(try infer(values, blockBytes: blockBytes).type == type) }
  }

  @Test(
    "codes with leading zeros stay text, also among numbers", arguments: [["007"], ["1", "2", "03"], ["1.5", "00.5"]])
  func codes(values: [String]) throws {
    let column = try infer(values)
    #expect(column.type == .text)
    #expect(column.textReason?.cause == "a leading zero")
    #expect(column.textReason?.value == values.last)
    #expect(column.textReason?.line == values.count + 1)
  }

  @Test("integers that a double would change do not become real")
  func wideIntegers() throws {
    #expect(try infer(["9007199254740993", "1"]).type == .integer)
    #expect(try infer(["9007199254740992", "1.5"]).type == .real)
    let before = try infer(["9007199254740993", "1", "1.5"])
    #expect(before.type == .text)
    #expect(before.textReason?.line == 2)
    let after = try infer(["1.5", "2", "-9007199254740993"])
    #expect(after.type == .text)
    #expect(after.textReason?.line == 4)
    #expect(try infer(["9223372036854775808"]).type == .text)
    #expect(try infer(["1", "123456789012345678901234567890"]).type == .text)
    #expect(try infer(["1.23456789012345678901234567890"]).type == .real)
  }

  @Test("NULLs are counted in columns of every type, over all batches", arguments: [1, 8, 4096])
  func nulls(blockBytes: Int) throws {
    #expect(try infer(["1", "", "2", "", ""], blockBytes: blockBytes).nullCount == 3)
    #expect(try infer(["", "1", "1.5", "", "x", ""], blockBytes: blockBytes).nullCount == 3)
    #expect(try infer(["", "", ""], blockBytes: blockBytes).nullCount == 3)
    #expect(try infer(["", "", "7"], blockBytes: blockBytes).type == .integer)
  }

  @Test("a text column says which value made it text")
  func reason() throws {
    let column = try infer(["1", "2", "\"n/a\nor so\"", "x"])
    #expect(column.textReason?.description == "line 4 has \"n/a\\nor so\", not a number")
    #expect(try infer(["", ""]).textReason == nil)
    #expect(try infer(["1"]).textReason == nil)
    #expect(try infer(["\"\""]).textReason?.cause == "empty text")
  }

  @Test("dates are text that is known to be dates")
  func dates() throws {
    #expect(try infer(["2024-01-01", "", "2024-02-29"]).isDate)
    #expect(try !infer(["2024-01-01", "2024-02-30"]).isDate)
    #expect(try !infer(["2024", "2024-02-29"]).isDate)
    #expect(try !infer(["", ""]).isDate)
    #expect(try infer(["2024-01-01"]).type == .text)
  }

  @Test("the size of the blocks makes no difference")
  func blocks() throws {
    var random = RandomSource(seed: 21)
    let pool = ["", "1", "-5", "2.5", "1e3", "007", "x", "\"\"", "2024-01-01", "9007199254740993", "\"a\nb\"", "-0"]
    for _ in 0..<500 {
      let few = (0..<3).map { _ in pool.randomElement(using: &random) ?? "" }
      let values = (0..<Int.random(in: 1...30, using: &random)).map { _ in few.randomElement(using: &random) ?? "" }
      let whole = try infer(values)
      for blockBytes in [1, 9, 50] { #expect(try infer(values, blockBytes: blockBytes) == whole) }
    }
  }
}
