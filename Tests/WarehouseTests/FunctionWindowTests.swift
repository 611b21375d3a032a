import Fixtures
import Testing
import Warehouse

@Suite("Aggregates as window functions")
struct FunctionWindowTests {
  static let functions = [
    "approx_percentile(x, 0.3)", "approx_percentile(x, 1 + abs(y) % 3, 0.6)", "stddev(x)", "var_pop(x)",
    "covar_samp(x, y)", "corr(x, y)", "regr_slope(x, y)", "regr_intercept(x, y)", "max_by(y, x)", "min_by(y, x)",
    "count_if(x > 3)", "bool_and(x > 3)", "bool_or(x > 3)", "geometric_mean(abs(x) + 1)",
  ]
  static let frames = [
    ("ROWS BETWEEN 3 PRECEDING AND CURRENT ROW", "b.i BETWEEN a.i - 3 AND a.i"),
    ("ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING", "b.i BETWEEN a.i - 2 AND a.i + 2"),
    ("ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW", "b.i <= a.i"),
    ("ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING", "b.i >= a.i"),
    ("ROWS BETWEEN 4 FOLLOWING AND 6 FOLLOWING", "b.i BETWEEN a.i + 4 AND a.i + 6"),
  ]

  @Test("a frame gives what the same rows give as a group", arguments: functions)
  func frames(function: String) throws {
    let temporary = try TemporaryWarehouse()
    // 60 rows with ties and gaps, and one value that dwarfs the others while it is in the frame.
    try temporary.execute(
      """
      CREATE TABLE mlops.t AS
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
      SELECT
        i, CASE WHEN i % 11 = 5 THEN NULL WHEN i = 30 THEN 1e9 ELSE (i * 37 % 17) - 5 END AS x,
        CASE WHEN i % 13 = 7 THEN NULL ELSE (i * i * 7 % 23) / 2 END AS y
      FROM n
      """, in: "mlops")
    for (frame, condition) in Self.frames {
      let windowed = try temporary.rows("SELECT \(function) OVER (ORDER BY i \(frame)) FROM mlops.t ORDER BY i")
      let grouped = try temporary.rows(
        """
        SELECT (SELECT \(function) FROM (SELECT * FROM mlops.t AS b WHERE \(condition) ORDER BY b.i))
        FROM mlops.t AS a ORDER BY a.i
        """)
      for (row, (here, there)) in zip(windowed, grouped).enumerated() {
        #expect(Self.agree(here[0], there[0]), "\(function) \(frame), row \(row + 1): \(here[0]), \(there[0])")
      }
    }
  }

  private static func agree(_ first: SQLValue, _ second: SQLValue) -> Bool {
    guard case .real(let a) = first, case .real(let b) = second else { return first == second }
    return abs(a - b) <= 1e-9 * max(1, abs(b))
  }

  @Test("arbitrary gives a value of the frame, or NULL where the frame has none")
  func arbitrary() throws {
    let rows = try TemporaryWarehouse().rows(
      """
      SELECT arbitrary(column2) OVER (ORDER BY column1 ROWS 1 PRECEDING)
      FROM (VALUES (1, 'a'), (2, NULL), (3, NULL), (4, 'b')) ORDER BY column1
      """)
    #expect(rows == [[.text("a")], [.text("a")], [.null], [.text("b")]])
  }

  @Test("FILTER, DISTINCT and GROUP BY work as with SQLite's own aggregates")
  func filters() throws {
    let rows = try TemporaryWarehouse().rows(
      """
      SELECT column1 % 2, stddev_pop(column1) FILTER (WHERE column1 < 9), variance(DISTINCT column1 / 4)
      FROM (VALUES (1), (3), (5), (9), (2), (2)) GROUP BY 1 ORDER BY 1
      """)
    #expect(rows == [[.integer(0), .real(0), .null], [.integer(1), .real((8.0 / 3).squareRoot()), .real(1)]])
  }

  @Test("they also run in the scripts of a writing connection")
  func writers() throws {
    let temporary = try TemporaryWarehouse()
    try temporary.execute("CREATE TABLE mlops.s AS SELECT stddev_pop(column1) AS s FROM (VALUES (1), (3))", in: "mlops")
    #expect(try temporary.rows("SELECT s, year('2026-01-01') FROM mlops.s") == [[.real(1), .integer(2026)]])
  }
}
