import Columns
import Testing

@Suite("A column")
struct ColumnTests {
  @Test("gives numbers with NaN for a missing value, in both precisions")
  func numbers() throws {
    let column = Column("x", numbers: [1.5, nil, -2])
    let doubles = try #require(column.doubles)
    let floats = try #require(column.floats)
    #expect(doubles[0] == 1.5 && doubles[1].isNaN && doubles[2] == -2)
    #expect(floats[0] == 1.5 && floats[1].isNaN && floats[2] == -2)
    #expect(column.count == 3)
    #expect(column.missingCount == 1)
    #expect(!column.holdsValue(at: 1) && column.holdsValue(at: 2))
  }

  @Test("of text has no numbers")
  func texts() {
    let column = Column("x", texts: ["a", nil, "b", "a"])
    #expect(column.doubles == nil)
    #expect(column.floats == nil)
    #expect(!column.isNumeric)
    #expect((0..<4).map { column.text(at: $0) } == ["a", nil, "b", "a"])
  }

  @Test("prints integers without a decimal point")
  func text() {
    #expect(Column("x", .integer([-7])).text(at: 0) == "-7")
    #expect(Column("x", .real([7])).text(at: 0) == "7.0")
    #expect(Column("x", .single([0.1])).text(at: 0) == "0.1")
  }

  @Test("drops a bitmap in which nothing is missing")
  func completeValidity() {
    #expect(Column("x", .integer([1, 2]), validity: Validity(repeating: true, count: 2)).validity == nil)
    #expect(Column("x", numbers: [1, 2]) == Column("x", .real([1, 2])))
  }
}
