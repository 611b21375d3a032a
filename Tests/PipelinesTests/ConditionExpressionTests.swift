import Fixtures
import Pipelines
import Testing

@Suite("A condition made of conditions")
struct ConditionExpressionTests {
  private func verdict(_ condition: String) throws -> (holds: Bool?, message: String) {
    let project = try PipelineProject(
      """
      parameters:
        Low: { type: Integer, default: 5 }
        High: { type: Integer, default: 20 }
        Place: { type: String, default: north }
        IsOpen: { type: Boolean, default: true }
      steps:
        - { name: work, type: Work }
        - { name: check, type: Condition, depends_on: [work], conditions: [\(condition)] }
      """)
    let worker = Worker(propertyFile: #"{"rmse":12.5,"place":"north","open":true}"#)
    let result = try project.run(["Work": worker])
    return (result.conditions["check"], try project.steps()[1][2])
  }

  private static func get(_ path: String) -> String {
    "{ json_get: { step: work, property_file: result.json, path: \(path) } }"
  }

  @Test(
    "holds as logic says",
    arguments: [
      ("{ all: [{ left: 1, operator: equals, right: 1 }, { left: 1, operator: equals, right: 2 }] }", false),
      ("{ any: [{ left: 1, operator: equals, right: 1 }, { left: 1, operator: equals, right: 2 }] }", true),
      ("{ not: { left: 1, operator: equals, right: 2 } }", true),
      ("{ not: { any: [{ left: 1, operator: equals, right: 1 }] } }", false),
      ("{ left: { parameter: Low }, operator: less_than, right: { parameter: High } }", true),
      ("{ left: { parameter: High }, operator: less_than, right: { parameter: Low } }", false),
      ("{ left: { parameter: Place }, operator: in, right: [south, north] }", true),
      ("{ left: { parameter: Place }, operator: in, right: [south] }", false),
      ("{ left: { parameter: Low }, operator: in, right: [4, 5.0] }", true),
      ("{ left: \(get("place")), operator: equals, right: { parameter: Place } }", true),
      ("{ left: \(get("place")), operator: equals, right: South }", false),
      ("{ left: \(get("open")), operator: equals, right: { parameter: IsOpen } }", true),
      ("{ left: \(get("rmse")), operator: in, right: [{ parameter: Low }, 12.5] }", true),
    ])
  func logic(condition: String, holds: Bool) throws {
    #expect(try verdict(condition).holds == holds)
  }

  @Test("tells what was compared")
  func message() throws {
    let condition =
      "{ any: [{ not: { left: \(Self.get("rmse")), operator: less_than, right: { parameter: High } } }, { left: { parameter: Place }, operator: in, right: [south, north] }] }"
    #expect(try verdict(condition).message == "(not (rmse 12.5 < 20) or north in (south, north)): met")
  }

  @Test("that names a step after itself, or a list where one value belongs, is refused")
  func wrong() throws {
    #expect(throws: PipelineError.self) { try verdict("{ left: 1, operator: in, right: 2 }") }
    #expect(throws: PipelineError.self) { try verdict("{ all: [] }") }
    #expect(throws: PipelineError.self) { try verdict("{ left: 1, operator: between, right: 2 }") }
  }
}
