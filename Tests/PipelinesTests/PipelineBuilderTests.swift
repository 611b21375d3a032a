import Fixtures
import Foundation
import Pipelines
import Testing
import Warehouse

@Suite("A pipeline written in Swift")
struct PipelineBuilderTests {
  @Test("is the retail pipeline that ships, JSON for JSON")
  func retail() throws {
    let shipped = try PipelineFile("retail_demand", in: SQLLibrary(project: nil))
    let built = RetailPipeline.make(scripts: shipped.texts.filter { $0.key != "pipeline.yml" })
    #expect(try built.definition == shipped.definition())
    #expect(try built.file.definitionJSON == shipped.definitionJSON)
    // The settings as the steps and their cache keys see them.
    let values = try shipped.definition().values(overriddenBy: [("TrainingSeed", "7")])
    let keys = ["split", "training", "features", "label", "fit_status", "incoming", "prediction_intervals"]
    #expect(
      try built.file.settings(below: keys, parameters: values) == shipped.settings(below: keys, parameters: values))
  }

  @Test("says with operators what pipeline.yml says with words")
  func conditions() throws {
    let limit = PipelineParameter.float("Limit", default: 2.5)
    let place = PipelineParameter.string("Place", default: "007", "where it is")
    let isOpen = PipelineParameter.boolean("IsOpen", default: true)
    let count = PipelineParameter.integer("Count", default: 3)
    let first = Pipeline.Step(
      "first", type: "Work", cache: CachePolicy(lifetime: 30 * 86400),
      retry: [RetryPolicy(errors: ["busy"], attempts: 3, interval: 2)], timeLimit: 90)
    let error = first.json("result.json", "metrics.rmse")
    let built = Pipeline("p", summary: "Branches") {
      for parameter in [limit, place] { parameter }
      isOpen
      count
      first
      Pipeline.Step(
        "check", after: first,
        when: limit > error, error >= 1 || !place.isOne(of: "x", "007", count), isOpen.equals(true) && (limit < 9.5)
      ) {
        Pipeline.Step("third", type: "Work", after: first, inputs: ["object": first.output("object_first")])
      } else: {
        Pipeline.Step("giveUp", failing: "too bad")
      }
    }
    let written = try PipelineProject(
      """
      description: Branches
      parameters:
        Limit: { type: Float, default: 2.5 }
        Place: { type: String, default: "007", description: where it is }
        IsOpen: { type: Boolean, default: true }
        Count: { type: Integer, default: 3 }
      steps:
        - name: first
          type: Work
          cache: { expire_after: 30d }
          retry: [{ errors: [busy], attempts: 3, interval: 2s }]
          time_limit: 90s
        - name: check
          type: Condition
          depends_on: [first]
          conditions:
            - { left: { parameter: Limit }, operator: greater_than,
                right: { json_get: { step: first, property_file: result.json, path: metrics.rmse } } }
            - any:
                - { left: { json_get: { step: first, property_file: result.json, path: metrics.rmse } },
                    operator: greater_than_or_equal_to, right: 1 }
                - { not: { left: { parameter: Place }, operator: in, right: [x, "007", { parameter: Count }] } }
            - all:
                - { left: { parameter: IsOpen }, operator: equals, right: true }
                - { left: { parameter: Limit }, operator: less_than, right: 9.5 }
          if: [third]
          else: [giveUp]
        - { name: third, type: Work, depends_on: [first], inputs: { object: { step: first, output: object_first } } }
        - { name: giveUp, type: Fail, message: too bad }
      """
    ).file
    #expect(try built.definition == written.definition())
    #expect(try built.file.definitionJSON == written.definitionJSON)
  }

  @Test("runs as it is, and takes the outputs that it names")
  func runs() throws {
    let project = try PipelineProject.withSales("steps: [{ name: a, type: Work }]")
    let (left, right) = (Pipeline.Step("left", type: "Work"), Pipeline.Step("right", type: "Work"))
    // Neither depends on the other: the input alone puts them into order.
    let pipeline = Pipeline("p") {
      Pipeline.Step("last", type: "Work", inputs: ["made": right.output("object_right")])
      left
      right
    }
    let asked = CountingWorker { context in
      guard context.step.name == "last" else { return }
      let (made, found) = (try context.output("made"), try context.output("object_left"))
      #expect(made == context.outputs["right"]?["object_right"])
      #expect(found == context.outputs["left"]?["object_left"])
      let error = #expect(throws: PipelineError.self) { try context.output("nothing") }
      #expect(error?.code == "missing-output")
    }
    _ = try project.executor(asked).run(pipeline.file, ExecutionRequest(), observer: SilentObserver())
    #expect(asked.takeRuns() == ["left", "right", "last"])
    #expect(try PipelineGraph(pipeline.definition).edges.map { "\($0.from) \($0.to)" } == ["right last"])
  }

  @Test("an output that two steps have is asked for by name")
  func ambiguous() throws {
    let (left, right) = (Pipeline.Step("left", type: "Twin"), Pipeline.Step("right", type: "Twin"))
    func run(_ last: Pipeline.Step) throws {
      let project = try PipelineProject("steps: [{ name: a, type: Twin }]")
      let pipeline = Pipeline("p") {
        left
        right
        last
      }
      _ = try PipelineExecutor(project.temporary.warehouse, runners: ["Twin": Twin()], programVersion: "1").run(
        pipeline.file, ExecutionRequest(), observer: SilentObserver())
    }
    try run(Pipeline.Step("reader", type: "Twin", inputs: ["twin": left.output("twin")]))
    try run(Pipeline.Step("reader", type: "Twin", after: left))
    let error = #expect(throws: PipelineError.self) {
      try run(Pipeline.Step("reader", type: "Twin", after: left, right))
    }
    #expect(error?.code == "ambiguous-output")
  }

  private struct Twin: StepRunner {
    func run(_ context: StepContext) throws -> StepOutcome {
      if context.step.name == "reader" {
        let twin = try context.output("twin")
        #expect(twin == "left")
      }
      return StepOutcome(outputs: ["twin": context.step.name], message: "")
    }
  }

  @Test("that names a step that is not there, or waits for itself, is refused")
  func wrong() {
    let ghost = Pipeline.Step("ghost", type: "Work")
    let unknown = #expect(throws: PipelineError.self) {
      try Pipeline("p") { Pipeline.Step("a", type: "Work", inputs: ["x": ghost.output("y")]) }.definition
    }
    #expect(unknown?.code == "pipeline-steps")
    let circle = #expect(throws: PipelineError.self) {
      try Pipeline("p") {
        Pipeline.Step("a", type: "Work", inputs: ["x": StepOutputReference(step: "a", output: "y")])
      }.definition
    }
    #expect(circle?.found.contains("circle") == true)
  }
}
