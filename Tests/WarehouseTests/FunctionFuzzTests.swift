import Fixtures
import Testing
import Warehouse

@Suite("SQL functions on anything")
struct FunctionFuzzTests {
  static let odd = [
    "NULL", "0", "-1", "1", "9223372036854775807", "-9223372036854775808", "1e308", "-1e308", "9e999", "-9e999", "0.1",
    "''", "'a'", "'(a+)+$'", "'[é-ü]*'", "'%'", "'%Y-%m-%d'", "'2026-02-28'", "'9999-12-31T23:59:59.999Z'",
    "'0000-01-01 00:00'", "'2026-02-30'", "'day'", "'year'", "x''", "x'00ff'", "char(0)", "'👨‍👩‍👧 naïve'",
    "'bigint'", "'$1${a}\\'",
  ]

  /// Names of all our functions with the numbers of arguments they take.
  private static func functions(_ temporary: TemporaryWarehouse) throws -> [(name: String, count: Int)] {
    let ours: Set<String> = [
      "date_trunc", "date_add", "date_diff", "date_format", "date_parse", "last_day_of_month", "day", "day_of_week",
      "day_of_year", "week", "year_of_week", "month", "quarter", "year", "hour", "millisecond", "regexp_like", "regexp",
      "regexp_extract", "regexp_replace", "split_part", "strpos", "lpad", "rpad", "greatest", "least", "width_bucket",
      "try_cast", "approx_percentile", "stddev", "var_pop", "covar_samp", "corr", "regr_slope", "regr_intercept",
      "max_by", "min_by", "arbitrary", "count_if", "bool_and", "bool_or", "geometric_mean",
    ]
    let rows = try temporary.rows("SELECT DISTINCT name, narg FROM pragma_function_list ORDER BY 1, 2")
    let found = rows.compactMap { row -> (String, Int)? in
      guard case .text(let name) = row[0], case .integer(let count) = row[1], ours.contains(name) else { return nil }
      return (name, count < 0 ? 3 : Int(count))
    }
    #expect(Set(found.map(\.0)) == ours)
    return found
  }

  @Test("every function answers or refuses, whatever it is given, and the connection lives on")
  func anything() throws {
    let temporary = try TemporaryWarehouse()
    let session = try QuerySession(temporary.warehouse, databases: [.mlops])
    var state: UInt64 = 7
    func pick() -> String {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Self.odd[Int(state >> 33) % Self.odd.count]
    }
    var answered = 0
    for (name, count) in try Self.functions(temporary) {
      for _ in 0..<60 {
        let arguments = (0..<count).map { _ in pick() }.joined(separator: ", ")
        if let cursor = try? session.prepare("SELECT \(name)(\(arguments)) FROM (VALUES (1), (2), (3))"),
          (try? cursor.allRows()) != nil
        {
          answered += 1
        }
      }
    }
    #expect(answered > 500)
    #expect(try session.prepare("SELECT 1").allRows() == [[.integer(1)]])
  }
}
