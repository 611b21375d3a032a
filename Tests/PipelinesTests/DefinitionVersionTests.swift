import Fixtures
import Testing
import Warehouse

@Suite("Versions of a definition")
struct DefinitionVersionTests {
  private let yaml = "steps:\n  - { name: a, type: Work }\n"

  private func versions(_ project: PipelineProject) throws -> [[SQLValue]] {
    try project.temporary.rows("SELECT pipeline_version FROM mlops.pipeline_executions ORDER BY execution_id")
  }

  @Test("count up only when the YAML or a script has changed")
  func counting() throws {
    let project = try PipelineProject(yaml, scripts: ["source.sql": "-- S?\nSELECT 1"])
    try project.run()
    try project.run()
    try project.write(yaml + "# a note\n", to: "pipeline.yml")
    try project.run()
    try project.write("-- S?\nSELECT 2", to: "source.sql")
    try project.run()
    #expect(try versions(project) == [[.integer(1)], [.integer(1)], [.integer(2)], [.integer(3)]])
    #expect(try project.temporary.rows("SELECT count(*) FROM mlops.pipelines") == [[.integer(3)]])
  }

  @Test("a definition that comes back is the version that it was")
  func back() throws {
    let project = try PipelineProject(yaml)
    try project.run()
    try project.write(yaml + "# a note\n", to: "pipeline.yml")
    try project.run()
    try project.write(yaml, to: "pipeline.yml")
    try project.run()
    #expect(try versions(project) == [[.integer(1)], [.integer(2)], [.integer(1)]])
  }

  @Test("hold the whole text, so that what ran can be read later")
  func text() throws {
    let project = try PipelineProject(yaml, scripts: ["source.sql": "-- S?\nSELECT 1"])
    try project.run()
    #expect(
      try project.temporary.rows(
        """
        SELECT json_extract(definition, '$."pipeline.yml"'), json_extract(definition ->> 'scripts', '$."source.sql"')
        FROM mlops.pipelines
        """) == [
          [.text(yaml), .text("-- S?\nSELECT 1")]
        ])
  }
}
