import Columns
import Testing

/// Truth from NumPy: `numpy.quantile` (linear) and `numpy.std(ddof=1)`.
@Suite("Statistics of a column")
struct StatisticsTests {
  @Test("quantiles interpolate between the two nearest ranks, as NumPy does")
  func quantiles() {
    let column = Column("x", .integer([7, 1, 3, 10]))
    #expect(column.quantiles([0, 0.25, 0.5, 0.75, 1]) == [1, 2.5, 5, 7.75, 10])
    #expect(Column("x", .real([2])).quantile(0.3) == 2)
  }

  @Test("missing values take no part")
  func missing() {
    let column = Column("x", numbers: [nil, 4, nil, 2])
    #expect(column.quantile(0.5) == 3)
    #expect(column.summary?.count == 2)
    #expect(column.summary?.missingCount == 2)
    #expect(column.summary?.mean == 3)
  }

  @Test("the deviation is that of a sample, and a large mean does not cancel it")
  func deviation() throws {
    let values = [2.0, 4, 4, 4, 5, 5, 7, 9]
    let summary = try #require(Column("x", .real(values)).summary)
    #expect(abs(summary.standardDeviation - 2.138089935299395) < 1e-15)
    let shifted = try #require(Column("x", .real(values.map { $0 + 1e9 })).summary)
    #expect(abs(shifted.standardDeviation - 2.138089935299395) < 1e-9)
    #expect(summary.minimum == 2 && summary.maximum == 9)
    #expect(Column("x", .real([5])).summary?.standardDeviation == 0)
  }

  @Test(
    "columns without a number have none",
    arguments: [Column("x", numbers: [nil, nil]), Column("x", numbers: []), Column("x", texts: ["a"])])
  func none(column: Column) {
    #expect(column.summary == nil)
    #expect(column.quantiles([0.5]) == [nil])
  }
}
