import Fixtures
import Foundation
import Pipelines
import Testing
import Warehouse

@Suite("A JSON definition")
struct DefinitionJSONTests {
  private static let yaml = """
    description: Two steps and a check
    parameters:
      Limit: { type: Float, default: 2.5, description: the largest error }
      Place: { type: String, default: "007" }
      IsOpen: { type: Boolean, default: true }
    training: { depth: 6, rate: 0.10, word: "12", limit: { parameter: Limit }, list: [a, 1, null, true] }
    steps:
      - { name: first, type: Work, cache: { expire_after: 30d }, time_limit: 90s }
      - { name: second, type: Work, depends_on: [first], cache: false, retry: [{ errors: [busy, disk], attempts: 3, interval: 2s }] }
      - name: check
        type: Condition
        depends_on: [second]
        conditions:
          - { left: { json_get: { step: second, property_file: result.json, path: metrics.rmse } }, operator: less_than, right: { parameter: Limit } }
          - { any: [{ left: { parameter: Place }, operator: in, right: [x, "007"] }, { not: { left: 1, operator: equals, right: 1 } }] }
        if: [third]
        else: [giveUp]
      - { name: third, type: Work, depends_on: [second] }
      - { name: giveUp, type: Fail, message: "too bad" }
    """

  private func definition(_ yaml: String, scripts: [String: String] = [:]) throws -> PipelineFile {
    try PipelineProject(yaml, scripts: scripts).file
  }

  @Test("says in SageMaker's words what pipeline.yml says")
  func shape() throws {
    let json = try definition(Self.yaml, scripts: ["a.sql": "SELECT 1\n"]).definitionJSON
    let object = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(object["Version"] as? String == "2020-12-01")
    #expect((object["Scripts"] as? [String: String]) == ["a.sql": "SELECT 1\n"])
    let parameters = try #require(object["Parameters"] as? [[String: Any]])
    #expect(parameters.map { $0["Name"] as? String } == ["Limit", "Place", "IsOpen"])
    #expect(parameters[0]["DefaultValue"] as? Double == 2.5)
    #expect(parameters[1]["DefaultValue"] as? String == "007")
    let steps = try #require(object["Steps"] as? [[String: Any]])
    // The steps of branches stand inside their condition.
    #expect(steps.map { $0["Name"] as? String } == ["first", "second", "check"])
    #expect((steps[0]["CacheConfig"] as? [String: Any])?["ExpireAfter"] as? String == "P30D")
    let arguments = try #require(steps[2]["Arguments"] as? [String: Any])
    #expect((arguments["IfSteps"] as? [[String: Any]])?.first?["Name"] as? String == "third")
    let conditions = try #require(arguments["Conditions"] as? [[String: Any]])
    #expect(conditions.map { $0["Type"] as? String } == ["LessThan", "Or"])
    let get = (conditions[0]["LeftValue"] as? [String: Any])?["Std:JsonGet"] as? [String: Any]
    #expect((get?["PropertyFile"] as? [String: String])?["Get"] == "Steps.second.PropertyFiles.result.json")
    #expect((conditions[0]["RightValue"] as? [String: String]) == ["Get": "Parameters.Limit"])
  }

  @Test("comes back as the same pipeline")
  func roundTrip() throws {
    let file = try definition(Self.yaml, scripts: ["a.sql": "SELECT 1\n"])
    let files = try PipelineFile.files(fromJSON: file.definitionJSON, origin: "x.json", named: "p")
    let again = try definition(try #require(files["pipeline.yml"]), scripts: ["a.sql": try #require(files["a.sql"])])
    #expect(try again.definition() == file.definition())
    #expect(try again.definitionJSON == file.definitionJSON)
    let values = try file.definition().values(overriddenBy: [("Limit", "7")])
    #expect(
      try again.settings(below: ["training"], parameters: values)
        == file.settings(below: ["training"], parameters: values))
  }

  @Test("of every pipeline that ships comes back as the same pipeline")
  func shipped() throws {
    for name in PipelineFile.names(in: SQLLibrary(project: nil)) {
      let file = try PipelineFile(name, in: SQLLibrary(project: nil))
      let files = try PipelineFile.files(fromJSON: file.definitionJSON, origin: "x.json", named: name)
      #expect(files.keys.sorted() == file.texts.keys.sorted())
      let project = try TemporaryDirectory()
      for (path, text) in files { try project.write(text, to: "sql/pipelines/\(name)/\(path)") }
      let again = try PipelineFile(name, in: SQLLibrary(project: project.url))
      #expect(try again.definition() == file.definition())
      #expect(try again.definitionJSON == file.definitionJSON)
    }
  }

  @Test(
    "that is wrong is refused with the key that is",
    arguments: [
      ("[]", "Steps"), ("{\"Steps\": 1}", "Steps"), ("{\"Steps\": [{\"Type\": \"Work\"}]}", "Steps.Name"),
      ("{\"Steps\": [{\"Name\": \"a\"}]}", "Steps.a.Type"),
      ("{\"Steps\": [], \"Parameters\": [{\"Name\": \"A\"}]}", "Parameters.A.Type"),
      (
        "{\"Steps\": [{\"Name\": \"a\", \"Type\": \"Condition\", \"Arguments\": {\"Conditions\": [{\"Type\": \"Near\"}]}}]}",
        "Steps.a.Arguments.Conditions.Type"
      ), ("{\"Steps\": [], \"PipelineName\": \"q\"}", "PipelineName"),
      ("{\"Steps\": [], \"Scripts\": {\"../a.sql\": \"x\"}}", "Scripts.../a.sql"),
      ("{\"Steps\": [], \"Settings\": {\"a\": {\"Get\": \"Steps.x\"}}}", "Settings.a.Get"),
    ])
  func wrong(json: String, key: String) throws {
    let error = #expect(throws: PipelineError.self) { try PipelineFile.files(fromJSON: json, origin: "x", named: "p") }
    #expect(error?.code == "pipeline-json")
    #expect(error?.subject == "x, key \(key)", "\(String(describing: error))")
  }

  @Test("is stored once as a version, and can be taken out again")
  func versions() throws {
    let project = try PipelineProject(Self.yaml)
    let stored = StoredDefinitions(project.temporary.warehouse)
    let first = try stored.store(project.file)
    #expect(first.version == 1 && first.isNew)
    #expect(try stored.store(project.file).isNew == false)
    try project.write(Self.yaml.replacing("too bad", with: "worse"), to: "pipeline.yml")
    #expect(try stored.store(project.file).version == 2)
    #expect(try stored.file("p", version: 1).text == Self.yaml)
    #expect(try stored.file("p", version: nil).text.contains("worse"))
    #expect(throws: PipelineError.self) { try stored.file("p", version: 3) }
  }

  @Test("differs from another line by line, as diff -u says")
  func difference() {
    let old = (1...20).map { "\($0)\n" }.joined()
    let new = old.replacing("\n2\n", with: "\ntwo\n").replacing("18\n", with: "")
    #expect(
      LineDifference.text("a.sql", from: old, to: new) == """
        --- a.sql
        +++ a.sql
        @@ -1,5 +1,5 @@
         1
        -2
        +two
         3
         4
         5
        @@ -15,6 +15,5 @@
         15
         16
         17
        -18
         19
         20

        """)
    #expect(LineDifference.text("a", from: "x\n", to: "x\n") == "")
    #expect(LineDifference.text("a", from: nil, to: "x\n") == "--- /dev/null\n+++ a\n@@ -1,0 +1,1 @@\n+x\n")
  }
}
