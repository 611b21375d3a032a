import Fixtures
import Pipelines
import Testing

@Suite("The order of steps")
struct StepOrderTests {
  private func order(_ steps: String) throws -> [String] {
    try PipelineProject("steps:\n" + steps.split(separator: "\n").map { "  - { \($0) }\n" }.joined())
      .file.definition().steps.map(\.name)
  }

  private func failure(_ steps: String) throws -> PipelineError? {
    #expect(throws: PipelineError.self) { _ = try order(steps) }
  }

  @Test("is the order of the file, as far as nothing speaks against it")
  func fileOrder() throws {
    #expect(try order("name: c, type: Work\nname: a, type: Work\nname: b, type: Work") == ["c", "a", "b"])
  }

  @Test("puts a step after those that it depends on")
  func dependencies() throws {
    let steps = "name: a, type: Work, depends_on: [c]\nname: b, type: Work\nname: c, type: Work, depends_on: [b]"
    #expect(try order(steps) == ["b", "c", "a"])
  }

  @Test("puts both branches after their condition")
  func branches() throws {
    let steps = """
      name: yes, type: Work
      name: no, type: Work
      name: check, type: Condition, if: [yes], else: [no], conditions: [{left: 1, operator: equals, right: 1}]
      """
    #expect(try order(steps) == ["check", "yes", "no"])
  }

  @Test("steps that wait for each other are a circle, and named")
  func circle() throws {
    let error = try failure(
      "name: a, type: Work, depends_on: [b]\nname: b, type: Work, depends_on: [a]\nname: c, type: Work")
    #expect(error?.code == "pipeline-steps")
    #expect(error?.found == "a circle among a, b")
  }

  @Test("a step that depends on itself is a circle")
  func itself() throws {
    #expect(try failure("name: a, type: Work, depends_on: [a]")?.found == "a circle among a")
  }

  @Test("a name that no step has is an error", arguments: ["depends_on: [z]", "if: [z]", "else: [z]"])
  func unknown(key: String) throws {
    let error = try failure(
      "name: a, type: Condition, \(key), conditions: [{left: 1, operator: equals, right: 1}]")
    #expect(error?.code == "pipeline-steps")
    #expect(error?.subject.hasSuffix("step a") == true)
    #expect(error?.found == "\"z\"")
  }

  @Test("two steps of one name are an error")
  func nameTwice() throws {
    #expect(try failure("name: a, type: Work\nname: a, type: Work")?.found == "the name twice")
  }
}
