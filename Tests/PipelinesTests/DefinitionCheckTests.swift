import Fixtures
import Pipelines
import Testing
import Warehouse

@Suite("What pipeline.yml says in vain")
struct DefinitionCheckTests {
  private func executor(
    _ project: PipelineProject, settings: Set<String>? = nil, errorCodes: Set<String>? = nil
  ) -> PipelineExecutor {
    PipelineExecutor(
      project.temporary.warehouse, runners: ["Work": Worker()], programVersion: "1", settingNames: settings,
      errorCodes: errorCodes)
  }

  private func failure(_ yaml: String, settings: Set<String>? = nil) throws -> PipelineError? {
    let project = try PipelineProject(yaml)
    return #expect(throws: PipelineError.self) {
      try executor(project, settings: settings).validate(project.file)
    }
  }

  private static let check = "steps:\n  - { name: work, type: Work }\n  - name: check\n    type: Condition\n"

  @Test(
    "a key that nothing reads is an error that names its line and the nearest known key",
    arguments: [
      ("descripton: x\nsteps: [{ name: a, type: Work }]", "line 1, key descripton", "write description,"),
      (
        "parameters:\n  X: { type: Float, default: 1, desciption: x }\nsteps: [{ name: a, type: Work }]",
        "line 2, key parameters.X.desciption", "write description,"
      ),
      ("steps:\n  - { name: a, type: Work, dependson: [] }", "line 2, key steps.a.dependson", "write depends_on,"),
      (
        "steps:\n  - { name: a, type: Work, cache: { expires_after: 1d } }", "steps.a.cache.expires_after",
        "expire_after"
      ),
      (
        "steps:\n  - { name: a, type: Work, retry: [{ attempts: 2, backof_rate: 2 }] }", "steps.a.retry.backof_rate",
        "backoff_rate"
      ),
      (
        check + "    conditions: [{ left: 1, operator: equals, right: 1 }]\n    elze: [work]",
        "line 6, key steps.check.elze", "write else,"
      ),
      (
        check + "    conditions: [{ not: { left: 1, operator: equals, right: 1, rigth: 2 } }]",
        "line 5, key steps.check.conditions.rigth", "write right,"
      ),
      (
        check + "    conditions:\n      - left: { json_get: { step: work, property_file: f, path: p, paht: q } }\n"
          + "        operator: equals\n        right: 1",
        "key steps.check.conditions.json_get.paht", "write path,"
      ),
      ("steps:\n  - { name: a, type: Work, wholly_unknown: 1 }", "steps.a.wholly_unknown", "take the key out"),
    ])
  func unknownKey(yaml: String, place: String, remedy: String) throws {
    let error = try failure(yaml, settings: ["label"])
    #expect(error?.code == "pipeline-yaml")
    #expect(error?.subject.hasSuffix(place) == true, "\(String(describing: error))")
    #expect(error?.remedy?.contains(remedy) == true, "\(String(describing: error))")
  }

  @Test("it stops a run before anything is recorded")
  func run() throws {
    let project = try PipelineProject("steps:\n  - { name: a, type: Work, time_limits: 1s }")
    #expect(throws: PipelineError.self) { try project.run() }
    #expect(try project.temporary.rows("SELECT count(*) FROM mlops.pipeline_executions") == [[.integer(0)]])
  }

  @Test("the settings of steps are known where the program says which there are, and anything is one where it does not")
  func settings() throws {
    let yaml = "label: { column: x, minimum: 0 }\nsteps: [{ name: a, type: Work }]"
    let project = try PipelineProject(yaml)
    try executor(project, settings: ["label"]).validate(project.file)
    try executor(project).validate(project.file)
    #expect(try failure(yaml, settings: ["labels"])?.remedy?.contains("write labels,") == true)
  }

  @Test(
    "a comparison that fails in every execution is an error",
    arguments: [
      (
        "{ left: { json_get: { step: wrok, property_file: f, path: p } }, operator: less_than, right: 1 }",
        "json_get.step", "write work,"
      ),
      ("{ left: banana, operator: less_than_or_equal_to, right: 1 }", "conditions", "write a number"),
      ("{ any: [{ left: 1, operator: greater_than, right: much }] }", "conditions", "write a number"),
    ])
  func comparison(condition: String, place: String, remedy: String) throws {
    let error = try failure(Self.check + "    depends_on: [work]\n    conditions: [\(condition)]")
    #expect(error?.code == "pipeline-yaml")
    #expect(error?.subject.hasSuffix("steps.check.conditions\(place == "conditions" ? "" : ".\(place)")") == true)
    #expect(error?.remedy?.contains(remedy) == true, "\(String(describing: error))")
  }

  @Test("a code in retry that no step ends with is an error with the codes there are; any stands for all of them")
  func retryCodes() throws {
    func validate(_ errors: String) throws {
      let project = try PipelineProject(
        "steps:\n  - { name: a, type: Work, retry: [{ errors: [\(errors)], attempts: 2 }] }")
      try executor(project, errorCodes: ["busy", "disk"]).validate(project.file)
    }
    try validate("busy, disk")
    try validate("any")
    let error = #expect(throws: PipelineError.self) { try validate("disk, bussy") }
    #expect(error?.subject.hasSuffix("line 2, key steps.a.retry.errors") == true, "\(String(describing: error))")
    #expect(error?.expected == "any, or codes among busy, disk")
    #expect(error?.found == "\"bussy\"")
    #expect(error?.remedy?.contains("write busy,") == true)
  }

  @Test("words can be equal, and a parameter may become a number")
  func words() throws {
    let project = try PipelineProject(
      """
      parameters:
        Limit: { type: String, default: none }
        IsCached: { type: Boolean, default: true }
      \(Self.check)    cache: { parameter: IsCached }
          conditions:
            - { left: banana, operator: equals, right: { parameter: Limit } }
            - { left: 1e3, operator: less_than, right: { parameter: Limit } }
            - { left: a, operator: in, right: [a, b] }
      """)
    try executor(project).validate(project.file)
  }
}

@Suite("A logical date")
struct LogicalDateTests {
  @Test("is a day of the calendar", arguments: ["2025-13-01", "2025-02-29", "yesterday", "", "2025-1-1"])
  func noDay(text: String) {
    #expect(throws: PipelineError.self) { try LogicalDate(text) }
  }

  @Test("is on record, and is the value of the pipeline's parameter for it")
  func parameter() throws {
    let given = ExecutionRequest(parameters: [("Limit", "1")])
    let request = try given.about(LogicalDate("2025-12-01"), in: "LogicalDate")
    #expect(request.logicalDate == "2025-12-01")
    #expect(request.parameters.map { "\($0.name)=\($0.value)" } == ["Limit=1", "LogicalDate=2025-12-01"])
    let without = try given.about(LogicalDate("2025-12-01"), in: nil)
    #expect(without.logicalDate == "2025-12-01" && without.parameters.map(\.name) == ["Limit"])
  }

  @Test("that a parameter contradicts is an error; the same day twice is none")
  func contradiction() throws {
    let given = ExecutionRequest(parameters: [("LogicalDate", "2025-12-01")])
    #expect(try given.about(LogicalDate("2025-12-01"), in: "LogicalDate").parameters.count == 1)
    let error = #expect(throws: PipelineError.self) { try given.about(LogicalDate("2025-12-02"), in: "LogicalDate") }
    #expect(error?.code == "parameter-value" && error?.found == "\"2025-12-01\"")
  }
}
