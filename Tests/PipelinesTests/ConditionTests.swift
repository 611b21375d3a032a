import Fixtures
import Pipelines
import Testing
import Warehouse

@Suite("A condition step")
struct ConditionTests {
  private func project(_ left: String, _ comparison: String, _ right: String) throws -> PipelineProject {
    try PipelineProject(
      """
      parameters:
        Limit: { type: Float, default: 12.5 }
      steps:
        - { name: work, type: Work }
        - name: check
          type: Condition
          depends_on: [work]
          conditions:
            - { left: \(left), operator: \(comparison), right: \(right) }
          if: [met]
          else: [unmet]
        - { name: met, type: Work }
        - { name: unmet, type: Work }
        - { name: after, type: Work, depends_on: [met] }
      """)
  }

  private let rmse = "{ json_get: { step: work, property_file: result.json, path: metrics.rmse } }"

  @Test(
    "compares numbers",
    arguments: [
      ("equals", 1.0, 1.0, true), ("equals", 1, 2, false),
      ("greater_than", 2, 1, true), ("greater_than", 1, 1, false),
      ("greater_than_or_equal_to", 1, 1, true), ("greater_than_or_equal_to", 0.5, 1, false),
      ("less_than", 1, 2, true), ("less_than", 2, 2, false),
      ("less_than_or_equal_to", 2, 2, true), ("less_than_or_equal_to", 2.5, 2, false), ("less_than", -1, 0, true),
    ])
  func comparisons(comparison: String, left: Double, right: Double, holds: Bool) throws {
    let result = try project("\(left)", comparison, "\(right)").run()
    #expect(result.conditions == ["check": holds])
  }

  @Test("takes the branch that holds; the other one, and what depends on it, is skipped with the reason")
  func branches() throws {
    let project = try project(rmse, "less_than_or_equal_to", "{ parameter: Limit }")
    #expect(try project.run().conditions == ["check": true])
    #expect(try project.steps().map { $0[1] } == ["Succeeded", "Succeeded", "Succeeded", "Skipped", "Succeeded"])
    #expect(try project.run(parameters: [("Limit", "12.4")]).conditions == ["check": false])
    let steps = try project.steps()
    #expect(steps.map { $0[1] } == ["Succeeded", "Succeeded", "Skipped", "Succeeded", "Skipped"])
    #expect(steps[1][2] == "rmse 12.5 <= 12.4: not met")
    #expect(steps[2][2] == "check: rmse 12.5 <= 12.4: not met")
    #expect(steps[4][2] == "met was skipped")
    #expect(
      try project.temporary.rows("SELECT DISTINCT status FROM mlops.pipeline_executions") == [[.text("Succeeded")]])
  }

  @Test("holds only where all its conditions hold")
  func several() throws {
    let project = try PipelineProject(
      """
      steps:
        - name: check
          type: Condition
          conditions:
            - { left: 1, operator: equals, right: 1 }
            - { left: 1, operator: equals, right: 2 }
      """)
    #expect(try project.run().conditions == ["check": false])
    #expect(try project.steps()[0][2] == "1 = 1: met; 1 = 2: not met")
  }

  @Test(
    "fails where the property file or the step does not exist",
    arguments: [
      "{ json_get: { step: work, property_file: other.json, path: metrics.rmse } }",
      "{ json_get: { step: nobody, property_file: result.json, path: metrics.rmse } }",
    ])
  func missingPropertyFile(left: String) throws {
    let error = #expect(throws: PipelineError.self) { try project(left, "less_than", "1").run() }
    #expect(error?.code == "missing-property-file")
    #expect(error?.subject == "step check")
  }

  @Test(
    "fails where there is no number at the path",
    arguments: [
      ("metrics.gone", "nothing"), ("metrics.none", "nothing"), ("metrics.text", "\"high\""), ("metrics", "{"),
      ("list", "["),
    ])
  func noNumber(path: String, found: String) throws {
    let left = "{ json_get: { step: work, property_file: result.json, path: \(path) } }"
    let error = #expect(throws: PipelineError.self) { try project(left, "less_than", "1").run() }
    #expect(error?.code == "condition-value")
    #expect(error?.subject == "step check, result.json at \(path)")
    #expect(error?.found.contains(found) == true)
  }

  @Test("fails where a literal is no number")
  func literal() throws {
    let error = #expect(throws: PipelineError.self) { try project("high", "less_than", "1").run() }
    #expect(error?.code == "condition-value")
  }

  @Test("reads an element of a list")
  func element() throws {
    let left = "{ json_get: { step: work, property_file: result.json, path: 'list[1]' } }"
    #expect(try project(left, "equals", "2").run().conditions == ["check": true])
  }
}
