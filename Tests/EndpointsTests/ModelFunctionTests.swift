import Endpoints
import Fixtures
import Foundation
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
