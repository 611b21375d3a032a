import Columns
import Testing

@Suite("Columns together")
struct ColumnTableTests {
  let table: ColumnTable

  init() throws { table = try ColumnTable([Column("a", .integer([1, 2])), Column("b", .real([3, 4]))]) }

  @Test("are found by name")
  func lookup() throws {
    #expect(table.names == ["a", "b"])
    #expect(table.rowCount == 2)
    #expect(table["b"]?.values == .real([3, 4]))
    #expect(table["c"] == nil)
  }

  @Test("can be chosen in another order")
  func selection() throws {
    #expect(try table.selecting(["b", "a"]).names == ["b", "a"])
  }

  @Test("a missing name is an error that lists the names there are")
  func missing() {
    let error = #expect(throws: ColumnError.self) { try table.selecting(["a", "colour"]) }
    #expect(error?.code == "missing-column")
    #expect(error?.subject == "column colour")
    #expect(error?.expected == "one of a, b")
  }

  @Test("must be equally long and have distinct names")
  func refused() {
    let lengths = #expect(throws: ColumnError.self) {
      try ColumnTable([Column("a", .integer([1, 2])), Column("b", .real([3]))])
    }
    #expect(lengths?.code == "unequal-lengths")
    let names = #expect(throws: ColumnError.self) {
      try ColumnTable([Column("a", .integer([1])), Column("a", .real([3]))])
    }
    #expect(names?.code == "duplicate-column")
  }
}
