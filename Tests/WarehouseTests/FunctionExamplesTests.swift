import Fixtures
import Testing
import Warehouse

/// Examples of Trino's documentation (Functions and operators: date and time, regular expression, string, mathematical and
/// aggregate functions) and of its own tests. A timestamp prints as Trino prints it; true and false are 1 and 0.
@Suite("SQL functions that Athena has")
struct FunctionExamplesTests {
  static let dates: [(String, String)] = [
    ("date_trunc('millisecond', '2001-08-22 03:04:05.321')", "2001-08-22 03:04:05.321"),
    ("date_trunc('second', '2001-08-22 03:04:05.321')", "2001-08-22 03:04:05.000"),
    ("date_trunc('minute', '2001-08-22 03:04:05.321')", "2001-08-22 03:04:00.000"),
    ("date_trunc('hour', '2001-08-22 03:04:05.321')", "2001-08-22 03:00:00.000"),
    ("date_trunc('day', '2001-08-22 03:04:05.321')", "2001-08-22 00:00:00.000"),
    ("date_trunc('week', '2001-08-22 03:04:05.321')", "2001-08-20 00:00:00.000"),
    ("date_trunc('month', '2001-08-22 03:04:05.321')", "2001-08-01 00:00:00.000"),
    ("date_trunc('quarter', '2001-08-22 03:04:05.321')", "2001-07-01 00:00:00.000"),
    ("date_trunc('year', '2001-08-22 03:04:05.321')", "2001-01-01 00:00:00.000"),
    ("date_trunc('day', '2022-10-20 05:10:00')", "2022-10-20 00:00:00.000"),
    ("date_trunc('month', '2022-10-20 05:10:00')", "2022-10-01 00:00:00.000"),
    ("date_trunc('MONTH', '2022-10-20')", "2022-10-01"),
    ("date_trunc('hour', '2022-10-20T05:10:00.123Z')", "2022-10-20T05:00:00.000Z"),
    ("date_add('second', 86, '2020-03-01 00:00:00')", "2020-03-01 00:01:26.000"),
    ("date_add('hour', 9, '2020-03-01 00:00:00')", "2020-03-01 09:00:00.000"),
    ("date_add('day', -1, '2020-03-01 00:00:00')", "2020-02-29 00:00:00.000"),
    ("date_add('month', 1, '2020-01-31')", "2020-02-29"),
    ("date_add('quarter', -1, '2020-05-31')", "2020-02-29"),
    ("date_add('year', 1, '2020-02-29')", "2021-02-28"),
    ("date_add('week', 2, '2019-12-25')", "2020-01-08"),
    ("date_diff('second', '2020-03-01 00:00:00', '2020-03-02 00:00:00')", "86400"),
    ("date_diff('hour', '2020-03-01 00:00:00', '2020-03-02 00:00:00')", "24"),
    ("date_diff('day', '2020-03-01', '2020-03-02')", "1"),
    ("date_diff('second', '2020-06-01 12:30:45.000000000', '2020-06-02 12:30:45.123456789')", "86400"),
    ("date_diff('millisecond', '2020-06-01 12:30:45.000000000', '2020-06-02 12:30:45.123456789')", "86400123"),
    ("date_diff('month', '2020-01-31', '2020-02-29')", "1"),
    ("date_diff('month', '2020-01-30', '2020-02-28')", "0"),
    ("date_diff('year', '2021-01-01', '2020-01-02')", "0"),
    ("date_diff('quarter', '2021-07-01', '2020-01-01')", "-6"),
    ("date_format('2022-10-20 05:10:00', '%m-%d-%Y %H')", "10-20-2022 05"),
    ("date_format('2001-01-09 13:04:05.321', '%a %b %c %d %e %f')", "Tue Jan 1 09 9 321000"),
    ("date_format('2001-01-09 13:04:05.321', '%H %h %I %i %j %k %l %M')", "13 01 01 04 009 13 1 January"),
    (
      "date_format('2001-01-09 13:04:05.321', '%p %r %S %s %T %v %W %x %Y %y %% %g')",
      "PM 01:04:05 PM 05 05 13:04:05 02 Tuesday 2001 2001 01 % g"
    ),
    ("date_parse('2022/10/20/05', '%Y/%m/%d/%H')", "2022-10-20 05:00:00.000"),
    ("date_parse('2013', '%Y')", "2013-01-01 00:00:00.000"),
    ("date_parse('2013-05-17 12:35:10 PM', '%Y-%m-%d %h:%i:%s %p')", "2013-05-17 12:35:10.000"),
    ("date_parse('2013-05-17 12:35:10 AM', '%Y-%m-%d %h:%i:%s %p')", "2013-05-17 00:35:10.000"),
    ("date_parse('13 March 69 1.5', '%d %M %y %k.%f')", "2069-03-13 01:00:00.500"),
    ("date_parse('2012 60', '%Y %j')", "2012-02-29 00:00:00.000"),
    ("day_of_week('2001-08-22')", "3"), ("dow('2026-11-22')", "7"), ("day_of_year('2020-12-31')", "366"),
    ("doy('2001-08-22 03:04')", "234"), ("day('2001-08-22')", "22"), ("day_of_month('2001-08-22')", "22"),
    ("week('2001-08-22')", "34"), ("week_of_year('2021-01-03')", "53"), ("year_of_week('2021-01-03')", "2020"),
    ("yow('2018-12-31')", "2019"), ("month('2001-08-22')", "8"), ("quarter('2001-08-22')", "3"),
    ("year('2001-08-22')", "2001"), ("hour('2001-08-22 03:04:05.321')", "3"),
    ("minute('2001-08-22 03:04:05.321')", "4"), ("second('2001-08-22 03:04:05.321')", "5"),
    ("millisecond('2001-08-22 03:04:05.321')", "321"), ("last_day_of_month('2020-02-11')", "2020-02-29"),
  ]

  static let texts: [(String, String)] = [
    ("regexp_like('1a 2b 14m', '\\d+b')", "1"), ("regexp_like('1a 2b 14m', '^\\d+b$')", "0"),
    ("'1a 2b' REGEXP '\\d+b'", "1"), ("regexp_extract('1a 2b 14m', '\\d+')", "1"),
    ("regexp_extract('1a 2b 14m', '(\\d+)([a-z]+)', 2)", "a"), ("regexp_extract('abc', '\\d')", "NULL"),
    ("regexp_replace('1a 2b 14m', '\\d+[ab] ')", "14m"),
    ("regexp_replace('1a 2b 14m', '(\\d+)([ab]) ', '3c$2 ')", "3ca 3cb 14m"),
    ("regexp_replace('new york', '(?<first>\\w)(\\w*)', '${first}-$2\\$')", "n-ew$ y-ork$"),
    ("split_part('a-b-c', '-', 2)", "b"), ("split_part('abc', '-', 1)", "abc"), ("split_part('a-b', '-', 3)", "NULL"),
    ("split_part('abc', '', 2)", "b"), ("strpos('high', 'ig')", "2"), ("strpos('high', 'igx')", "0"),
    ("strpos('foobarbarbaz', 'bar', 2)", "7"), ("strpos('foobarbarbaz', 'bar', -1)", "7"),
    ("strpos('abc', '')", "1"), ("lpad('text', 5, 'x')", "xtext"), ("lpad('text', 6, 'xy')", "xytext"),
    ("lpad('text', 2, 'xy')", "te"), ("rpad('text', 7, 'xy')", "textxyx"), ("rpad('ñandú', 6, '·')", "ñandú·"),
    ("greatest(1, 5.5, 3)", "5.5"), ("greatest('a', 'c', 'b')", "c"), ("least(3, 1, 2)", "1"),
    ("greatest(1, NULL)", "NULL"), ("least('b', 'a')", "a"),
    ("width_bucket(3.14, 0, 4, 3)", "3"), ("width_bucket(2, 0, 4, 3)", "2"), ("width_bucket(9e999, 0, 4, 3)", "4"),
    ("width_bucket(-1, 0, 3.2, 4)", "0"), ("width_bucket(3.14, 4, 0, 3)", "1"), ("width_bucket(-9e999, 4, 0, 3)", "4"),
    ("try_cast('12', 'bigint')", "12"), ("try_cast('1.5', 'bigint')", "NULL"), ("try_cast(2.5, 'bigint')", "3"),
    ("try_cast('3000000000', 'integer')", "NULL"), ("try_cast('x', 'double')", "NULL"),
    ("try_cast('1e3', 'double')", "1000.0"), ("try_cast('2026-02-30', 'date')", "NULL"),
    ("try_cast('2026-02-28 10:00', 'date')", "2026-02-28"), ("try_cast('true', 'boolean')", "1"),
    ("try_cast('2026-02-28', 'timestamp')", "2026-02-28 00:00:00.000"), ("try_cast(7, 'varchar')", "7"),
  ]

  static let aggregates: [(String, String)] = [
    ("approx_percentile(x, 0.5) FROM (VALUES (-1), (1))", "1"),
    ("approx_percentile(x, 0.5) FROM (VALUES (-1), (2), (3))", "2"),
    ("approx_percentile(x, 0.5) FROM (VALUES (1.0), (6.0), (NULL), (3.0))", "3.0"),
    ("approx_percentile(x, 0) FROM (VALUES (4), (2), (3))", "2"),
    ("approx_percentile(x, 1) FROM (VALUES (4), (2), (3))", "4"),
    ("approx_percentile(x, 10, 0.9) FROM (VALUES (4), (2), (3))", "4"),
    ("approx_percentile(x, iif(x = 2, 8, 1), 0.7) FROM (VALUES (4), (2), (3))", "2"),
    ("approx_percentile(x, 0.5) FROM (VALUES (NULL))", "NULL"),
    ("round(stddev(x), 12) FROM (VALUES (1), (2), (3), (4))", "1.290994448736"),
    ("round(stddev_pop(x), 12) FROM (VALUES (1), (2), (3), (4))", "1.11803398875"),
    ("variance(x) FROM (VALUES (1), (2), (3), (4), (5))", "2.5"),
    ("var_samp(x) FROM (VALUES (1))", "NULL"), ("var_pop(x) FROM (VALUES (1))", "0.0"),
    ("stddev_samp(x) FROM (VALUES (5), (NULL))", "NULL"),
    ("variance(1e9 + x) FROM (VALUES (4), (7), (13), (16))", "30.0"),
    ("count_if(x > 1) FROM (VALUES (1), (2), (3), (NULL))", "2"), ("count_if(x) FROM (VALUES (1)) WHERE 0", "0"),
    ("bool_and(x) FROM (VALUES (1), (1), (NULL))", "1"), ("every(x) FROM (VALUES (1), (0))", "0"),
    ("bool_or(x) FROM (VALUES (0), (1))", "1"), ("bool_or(x) FROM (VALUES (NULL))", "NULL"),
    ("round(geometric_mean(x), 12) FROM (VALUES (2), (8), (4))", "4.0"),
    ("geometric_mean(x) FROM (VALUES (2), (0))", "0.0"), ("geometric_mean(x) FROM (VALUES (-2), (3))", "NULL"),
    ("arbitrary(x) FROM (VALUES (NULL), (7), (NULL))", "7"), ("arbitrary(x) FROM (VALUES (NULL))", "NULL"),
  ]

  static let pairs: [(String, String)] = [
    ("covar_samp(y, x)", "5.0"), ("covar_pop(y, x)", "4.0"), ("corr(y, x)", "1.0"), ("regr_slope(y, x)", "2.0"),
    ("regr_intercept(y, x)", "1.0"), ("max_by(x, iif(x IS NULL, NULL, y))", "5"), ("min_by(x, y)", "1"),
    ("max_by(y, -x)", "3"),
    ("corr(y, 1)", "NULL"), ("regr_slope(y, 7)", "NULL"), ("max_by(x, NULL)", "NULL"),
  ]

  @Test("a row at a time", arguments: dates + texts)
  func scalar(expression: String, expected: String) throws {
    #expect(try value("SELECT \(expression)") == expected)
  }

  @Test("over a group", arguments: aggregates)
  func aggregate(expression: String, expected: String) throws {
    let body = expression.replacing("FROM (VALUES", with: "FROM (SELECT column1 AS x FROM (VALUES")
    let closed = body.contains(" WHERE 0") ? body.replacing(" WHERE 0", with: ") WHERE 0") : body + ")"
    #expect(try value("SELECT \(closed)") == expected)
  }

  @Test("over pairs on the line y = 2x + 1", arguments: pairs)
  func pair(expression: String, expected: String) throws {
    let rows = "(SELECT column1 AS x, column2 AS y FROM (VALUES (1, 3), (2, 5), (3, 7), (4, 9), (5, 11), (NULL, 99)))"
    #expect(try value("SELECT \(expression) FROM \(rows)") == expected)
  }

  @Test(
    "NULL in, NULL out",
    arguments: [
      "date_trunc('day', NULL)", "date_add(NULL, 1, '2020-01-01')", "date_diff('day', NULL, '2020-01-01')",
      "date_format(NULL, '%Y')", "date_parse('2020', NULL)", "year(NULL)", "regexp_like(NULL, 'a')",
      "regexp_extract('a', NULL)", "split_part(NULL, 'a', 1)", "strpos('a', NULL)", "lpad(NULL, 3, 'x')",
      "greatest(NULL)", "least(1, NULL)", "width_bucket(NULL, 0, 1, 2)", "try_cast(NULL, 'bigint')",
    ])
  func null(expression: String) throws {
    #expect(try value("SELECT \(expression)") == "NULL")
  }

  @Test(
    "what is wrong is said",
    arguments: [
      ("date_trunc('hour', '2020-01-01')", "day, week, month"), ("date_trunc('eon', '2020-01-01 00:00')", "'eon'"),
      ("year('yesterday')", "'yesterday'"), ("year('2021-02-29')", "'2021-02-29'"),
      ("date_add('day', 9223372036854775807, '2020-01-01')", "years 0 to 9999"), ("hour('2020-01-01')", "time of day"),
      ("date_add('month', -9223372036854775808, '2020-01-01')", "years 0 to 9999"),
      ("date_format('2020-01-01', '%D')", "%D is not supported"), ("date_parse('2020-13', '%Y-%m')", "format"),
      ("regexp_like('a', '(')", "regular expression"), ("regexp_extract('a', 'a', 1)", "group"),
      ("regexp_replace('a', 'a', '$1')", "group"), ("split_part('a', 'b', 0)", "index"),
      ("lpad('a', -1, 'x')", "size"), ("lpad('a', 9000000000, 'x')", "size"), ("rpad('a', 3, '')", "character"),
      ("greatest(1, 'a')", "a number"), ("width_bucket(1, 2, 2, 3)", "different"),
      ("width_bucket(1, 0, 2, 0)", "above 0"),
      ("try_cast(1, 'blob')", "types"), ("stddev('abc')", "'abc'"), ("approx_percentile(1, 1.5)", "from 0 to 1"),
      ("approx_percentile(column1, column1 / 4.0) FROM (VALUES (1), (2))", "same in every row"),
    ])
  func refused(expression: String, expected: String) throws {
    let error = try #require(throws: WarehouseError.self) { _ = try value("SELECT \(expression)") }
    #expect(error.found.contains(expected), "\(error.found)")
  }

  @Test("a pattern that would take for ever ends with an error")
  func endlessPattern() throws {
    let error = try #require(throws: WarehouseError.self) {
      _ = try value("SELECT regexp_like('\(String(repeating: "a", count: 40))b', '^(a|aa|a*)*c$')")
    }
    #expect(error.found.contains("too long"))
  }

  private func value(_ sql: String) throws -> String {
    let rows = try TemporaryWarehouse().rows(sql)
    try #require(rows.count == 1)
    return switch rows[0][0] {
    case .null: "NULL"
    case .integer(let integer): String(integer)
    case .real(let number): String(number)
    case .text(let text): text
    case .blob: "blob"
    }
  }
}
