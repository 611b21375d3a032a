import Columns
import Endpoints
import Fixtures
import Foundation
import GradientBoosting
import Operations
import Testing
import Warehouse

@Suite("predict() and explain() in SQL")
struct ModelFunctionTests {
  let temporary: TemporaryWarehouse

  init() throws {
    temporary = try TemporaryWarehouse()
    try ServedModels.approved(level: 1, in: temporary.warehouse)
    try EndpointDeployment(temporary.warehouse).deploy(ServedModels.group, version: 1, to: "prod")
    try temporary.load("a,b,c,d\n1,2,0,3\n4,,1,6.5\n", into: "sales.history")
  }

  private func rows(_ sql: String) throws -> [[SQLValue]] {
    let session = try QuerySession(temporary.warehouse, for: sql)
    ModelFunctions.install(on: session, of: temporary.warehouse)
    return try session.prepare(sql).allRows()
  }

  @Test("predict what the endpoint predicts, by place and by name")
  func predictions() throws {
    let expected = try ModelLoaderProbe.load(1, in: temporary).predict(
      FeatureRows(values: [1, 2, 0, 3, 4, .nan, 1, 6.5], count: 2)
    ).map { [SQLValue.real(Double($0))] }
    #expect(try rows("SELECT predict('prod', a, b, c, d) FROM sales.history ORDER BY rowid") == expected)
    #expect(
      try rows("SELECT predict('prod', json_object('d', d, 'c', c, 'b', b, 'a', a)) FROM sales.history ORDER BY rowid")
        == expected)
  }

  @Test("explain a prediction as JSON that SQL can read")
  func explanations() throws {
    let found = try rows(
      """
      WITH e AS (SELECT explain('prod', a, b, c, d) AS why, predict('prod', a, b, c, d) AS p FROM sales.history)
      SELECT abs((why ->> '$.base_value') + (SELECT sum(value) FROM json_each(why, '$.shap_values')) - p) < 0.01,
        (SELECT group_concat(key) FROM json_each(why, '$.shap_values')) FROM e
      """)
    #expect(found == [[.integer(1), .text("a,b,c,d")], [.integer(1), .text("a,b,c,d")]])
  }

  @Test("predict_quantile() gives what the endpoint gives beside its prediction, by name and by level")
  func quantiles() throws {
    let version = try ServedModels.approved(level: 2, in: temporary.warehouse, making: .withIntervals)
    try EndpointDeployment(temporary.warehouse).deploy(ServedModels.group, version: version, to: "wide")
    let columns: [[Double?]] = [[1, 4], [2, nil], [0, 1], [3, 6.5]]
    let table = try ColumnTable(zip(ServedModels.features, columns).map { Column($0, numbers: $1) })
    let values = try ServedModels.booster(level: 2, .withIntervals, quantiles: true).predict(table)
    let expected = (values[0..<2].sorted() + values[2..<4].sorted()).map { SQLValue.real(Double($0)) }
    let found = try rows(
      """
      SELECT predict_quantile('wide', 'p10', a, b, c, d), predict_quantile('wide', 0.9, a, b, c, d)
      FROM sales.history ORDER BY rowid
      """)
    #expect(found.flatMap(\.self) == expected)
    #expect(
      try rows(
        """
        SELECT predict_quantile('wide', 'p90', json_object('d', d, 'c', c, 'b', b, 'a', a)), predict('wide', a, b, c, d)
        FROM sales.history ORDER BY rowid
        """
      ).map { $0[0] } == [expected[1], expected[3]])
  }

  @Test(
    "predict_quantile() says what is wrong",
    arguments: [
      ("'wide', 'p50', 1, 2, 3, 4", "expected one of p10, p90, found"), ("'wide', 0.5, 1, 2, 3, 4", "found 0.5"),
      ("'wide', 'p10', 1, 2, 3", "expected 4 features"), ("'wide', 'p10'", "expected 4 features"),
      ("'wide'", "expected 4 features"), ("'prod', 'p10', 1, 2, 3, 4", "found Demand version 1"),
      ("", "expected the name"),
    ])
  func quantileErrors(arguments: String, part: String) throws {
    let version = try ServedModels.approved(level: 2, in: temporary.warehouse, making: .withIntervals)
    try EndpointDeployment(temporary.warehouse).deploy(ServedModels.group, version: version, to: "wide")
    let error = #expect(throws: (any Error).self) { try rows("SELECT predict_quantile(\(arguments))") }
    #expect(error.map { "\($0)" }?.contains(part) == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test(
    "say what is wrong",
    arguments: [
      ("predict('none', 1, 2, 3, 4)", "none"), ("predict('prod', 1, 2, 3)", "expected 4 features"),
      ("predict('prod', 1, 'x', 3, 4)", "predict, b"), ("predict('prod', json_object('a', 1))", "no value for b"),
      ("predict()", "expected the name"),
      ("explain('prod', 1, 2, 3, x'00')", "explain, d"), ("predict('prod', 7)", "one JSON text"),
    ])
  func errors(call: String, part: String) throws {
    let error = #expect(throws: (any Error).self) { try rows("SELECT \(call)") }
    #expect(error.map { "\($0)" }?.contains(part) == true, "\(error.map { "\($0)" } ?? "")")
  }
}
