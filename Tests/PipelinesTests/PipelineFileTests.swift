import Fixtures
import Pipelines
import Testing
import Warehouse

@Suite("pipeline.yml")
struct PipelineFileTests {
  private func failure(_ yaml: String) throws -> PipelineError? {
    #expect(throws: PipelineError.self) { _ = try PipelineProject(yaml).file.definition() }
  }

  @Test("declares a summary, parameters and steps")
  func whole() throws {
    let file = try PipelineProject(
      """
      pipeline: p
      description: Does things
      parameters:
        Limit: { type: Float, default: 2.5, description: the limit }
        Rounds: { type: Integer, default: 10 }
        Name: { type: String, default: x }
        Fast: { type: Boolean, default: false }
      steps:
        - name: first
          type: Work
        - name: second
          type: Work
          depends_on: [first]
      """
    ).file
    let definition = try file.definition()
    #expect(definition.name == "p")
    #expect(definition.summary == "Does things")
    #expect(definition.parameters.map(\.name) == ["Limit", "Rounds", "Name", "Fast"])
    #expect(definition.parameters.map(\.defaultValue) == [.float(2.5), .integer(10), .string("x"), .boolean(false)])
    #expect(definition.parameters[0].meaning == "the limit")
    #expect(definition.steps.map(\.name) == ["first", "second"])
    #expect(definition.steps[1].dependsOn == ["first"])
  }

  @Test("that is no YAML is an error with the file and the line")
  func noYAML() throws {
    let error = try failure("pipeline: p\nsteps: [unclosed\nmore: {")
    #expect(error?.code == "pipeline-yaml")
    #expect(error?.subject.hasSuffix("sql/pipelines/p/pipeline.yml") == true)
    #expect(error.map { $0.found.contains("3:") || $0.found.contains("line 3") } == true)
  }

  @Test("that is a list or a word is an error", arguments: ["- a\n- b", "word", ""])
  func noMapping(yaml: String) throws {
    #expect(try failure(yaml)?.code == "pipeline-yaml")
  }

  @Test(
    "a key that is wrong is named with its line, with what it should be and what it is",
    arguments: [
      ("pipeline: q\nsteps: [{name: a, type: Work}]", "line 1, key pipeline", "\"q\""),
      ("pipeline: p\nsteps: []", "line 2, key steps", "something else"),
      ("pipeline: p", "key steps", "nothing"),
      ("parameters:\n  X: {type: Number, default: 1}\nsteps: []", "line 2, key parameters.X.type", "\"Number\""),
      ("parameters:\n  X: {default: 1}\nsteps: []", "key parameters.X.type", "nothing"),
      (
        "parameters:\n  X:\n    type: Integer\n    default: 1.5\nsteps: []", "line 4, key parameters.X.default",
        "\"1.5\""
      ),
      ("parameters:\n  X: {type: Float}\nsteps: []", "key parameters.X.default", "nothing"),
      ("steps:\n  - name: a", "line 2, key steps", "something else"),
      ("steps:\n  - type: Work", "line 2, key steps", "something else"),
      ("steps:\n  - {name: a, type: Work, depends_on: b}", "line 2, key steps.a.depends_on", "\"b\""),
      ("steps:\n  - {name: a, type: Condition, if: b}", "line 2, key steps.a.if", "\"b\""),
      ("steps:\n  - {name: a, type: Condition, conditions: []}", "line 2, key steps.a.conditions", "something else"),
      ("steps:\n  - {name: a, type: Condition}", "key steps.a.conditions", "nothing"),
      (
        "steps:\n  - name: a\n    type: Condition\n    conditions:\n      - {left: 1, operator: near, right: 2}",
        "line 5, key steps.a.conditions.operator", "\"near\""
      ),
      (
        "steps:\n  - name: a\n    type: Condition\n    conditions:\n      - {left: [1], operator: equals, right: 2}",
        "line 5, key steps.a.conditions.left", "something else"
      ),
    ])
  func wrongKey(yaml: String, place: String, found: String) throws {
    let error = try failure(yaml)
    #expect(error?.code == "pipeline-yaml")
    #expect(error?.subject.hasSuffix(place) == true, "\(error?.subject ?? "")")
    #expect(error?.found == found)
    #expect(error?.expected != nil && error?.remedy != nil)
  }

  @Test("a key that stands twice is an error, not the end of the program")
  func keyTwice() throws {
    let error = try failure("parameters:\n  X: {type: Float, default: 1}\n  X: {type: Float, default: 2}\nsteps: []")
    #expect(error?.code == "pipeline-yaml")
  }

  @Test("a pipeline that does not exist is an error that lists those that do")
  func unknownPipeline() throws {
    let project = try PipelineProject("steps: []")
    let error = #expect(throws: PipelineError.self) { _ = try PipelineFile("q", in: project.library) }
    #expect(error?.code == "unknown-pipeline")
    #expect(error?.expected?.contains("p, ") == true && error?.expected?.contains("retail_demand") == true)
  }

  @Test("a path is no name of a pipeline", arguments: ["../p", "p/../p", "", "p/pipeline.yml"])
  func path(name: String) throws {
    let project = try PipelineProject("steps: []")
    #expect(throws: PipelineError.self) { _ = try PipelineFile(name, in: project.library) }
  }

  @Test("all pipelines that ship are sound")
  func shipped() throws {
    let library = SQLLibrary(project: nil)
    #expect(PipelineFile.names(in: library).contains("retail_demand"))
    for name in PipelineFile.names(in: library) {
      #expect(try PipelineFile(name, in: library).definition().steps.isEmpty == false)
    }
  }
}
