import Fixtures
import Pipelines
import Testing
import Warehouse

@Suite("Parameters of a pipeline")
struct ParameterTests {
  private let yaml = """
    parameters:
      Limit: { type: Float, default: 2.5 }
      Rounds: { type: Integer, default: 10 }
      Name: { type: String, default: x }
      Fast: { type: Boolean, default: false }
    depth: { parameter: Rounds }
    nested: [{ limit: { parameter: Limit } }]
    name: { parameter: Name }
    fast: { parameter: Fast }
    steps:
      - { name: a, type: Work }
    """

  private struct Settings: Decodable, Equatable {
    struct Nested: Decodable, Equatable { let limit: Double }
    let depth: Int
    let nested: [Nested]
    let name: String
    let fast: Bool
  }

  private func values(_ given: [(name: String, value: String)]) throws -> [String: ParameterValue] {
    try PipelineProject(yaml).file.definition().values(overriddenBy: given)
  }

  @Test("have their defaults unless they are given; the last value given counts")
  func defaults() throws {
    #expect(
      try values([]) == ["Limit": .float(2.5), "Rounds": .integer(10), "Name": .string("x"), "Fast": .boolean(false)])
    let given = try values([("Limit", "30"), ("Fast", "TRUE"), ("Name", "a=b"), ("Rounds", "1"), ("Rounds", "-2")])
    #expect(given == ["Limit": .float(30), "Rounds": .integer(-2), "Name": .string("a=b"), "Fast": .boolean(true)])
  }

  @Test("{parameter: NAME} stands for the value wherever it is written")
  func substitution() throws {
    let file = try PipelineProject(yaml).file
    let settings = try file.settings(
      Settings.self, parameters: file.definition().values(overriddenBy: [("Limit", "0.125"), ("Name", "12")]))
    #expect(settings == Settings(depth: 10, nested: [.init(limit: 0.125)], name: "12", fast: false))
  }

  @Test(
    "a value of another type is refused, with an example",
    arguments: [
      ("Limit", "abc"), ("Limit", ""), ("Limit", "nan"), ("Limit", "inf"), ("Limit", "1,5"), ("Rounds", "1.5"),
      ("Rounds", "ten"), ("Fast", "yes"),
    ])
  func wrongType(name: String, value: String) throws {
    let error = #expect(throws: PipelineError.self) { _ = try values([(name, value)]) }
    #expect(error?.code == "parameter-value")
    #expect(error?.subject == "pipeline p, parameter \(name)")
    #expect(error?.found == "\"\(value)\"")
    #expect(error?.remedy?.contains("\(name)=") == true)
  }

  @Test("an unknown name is refused, with the names there are")
  func unknown() throws {
    let error = #expect(throws: PipelineError.self) { _ = try values([("limit", "3")]) }
    #expect(error?.code == "unknown-parameter")
    #expect(error?.expected == "one of Limit, Rounds, Name, Fast")
  }

  @Test("a reference to a parameter that is not declared is refused, with its line")
  func undeclared() throws {
    let error = #expect(throws: PipelineError.self) {
      _ = try PipelineProject("depth: { parameter: Deep }\nsteps:\n  - { name: a, type: Work }").file.definition()
    }
    #expect(error?.subject.contains("line 1, key parameter") == true)
    #expect(error?.found == "\"Deep\"")
  }

  @Test("settings that are missing or of the wrong type are named by their key")
  func settings() throws {
    let file = try PipelineProject(yaml.replacing("nested: [{ limit: { parameter: Limit } }]", with: "nested: [{}]"))
      .file
    let error = #expect(throws: PipelineError.self) {
      _ = try file.settings(Settings.self, parameters: file.definition().values(overriddenBy: []))
    }
    #expect(error?.code == "pipeline-yaml")
    #expect(error?.subject.contains("limit") == true)
  }

  @Test(
    "a value that a step cannot work with is refused before an execution exists; one of the file is the file's error")
  func settingsOfSteps() throws {
    let project = try PipelineProject(
      "parameters:\n  Kind: { type: String, default: good }\nsteps: [{ name: a, type: Choosy }]")
    func run(_ parameters: [(name: String, value: String)]) throws {
      try project.run(["Choosy": ChoosyWorker()], parameters: parameters)
    }
    let error = #expect(throws: PipelineError.self) { try run([("Kind", "bad")]) }
    #expect(error?.code == "parameter-value")
    #expect(error?.subject == "pipeline p, parameter Kind=bad")
    #expect(error?.expected == "good or better")
    try project.write(
      "parameters:\n  Kind: { type: String, default: worse }\nsteps: [{ name: a, type: Choosy }]", to: "pipeline.yml")
    #expect(#expect(throws: PipelineError.self) { try run([("Kind", "bad")]) }?.code == "kind")
    #expect(#expect(throws: PipelineError.self) { try run([]) }?.code == "kind")
    #expect(try project.temporary.rows("SELECT count(*) FROM mlops.pipeline_executions") == [[.integer(0)]])
  }
}

/// A step that takes two kinds only.
private struct ChoosyWorker: StepRunner {
  func checkSettings(_ context: StepContext) throws {
    let kind = context.parameters["Kind"]?.description ?? ""
    guard ["good", "better"].contains(kind) else {
      throw PipelineError(code: "kind", subject: "the kind", expected: "good or better", found: kind)
    }
  }

  func run(_ context: StepContext) throws -> StepOutcome { StepOutcome(message: "done") }
}
