import Fixtures
import Foundation
import Testing

@Suite("pipeline upsert --definition")
struct DefinitionCommandsTests {
  private let stockroom: Program

  init() throws {
    stockroom = try Program()
    #expect(try stockroom("pipeline", "copy", "store_item").status == 0)
  }

  private func files() throws -> [String] {
    let folder = stockroom.directory.url.appending(path: "sql/pipelines")
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.contains(".") }.sorted()
  }

  private func definition(named name: String, withScripts: Bool = false) throws -> String {
    let json = try stockroom("pipeline", "describe", "store_item", "--json").output
    var object = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    object["PipelineName"] = name
    object["PipelineDescription"] = "Another one"
    if !withScripts { object["Scripts"] = nil }
    return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
  }

  @Test("takes no definition of another pipeline")
  func otherName() throws {
    let before = try files()
    try stockroom.write(definition(named: "sm"), to: "sm.json")
    let run = try stockroom("pipeline", "upsert", "store_item", "--definition", "sm.json")
    #expect(run.status == 1)
    #expect(run.errors.contains("PipelineName") && run.errors.contains("\"sm\""))
    #expect(try files() == before)
  }

  @Test("removes scripts only where --force says so, and what was there is a version that can be had again")
  func scripts() throws {
    let before = try files()
    #expect(before.count == 7)
    let kept = "-- Which sales were there?\nSELECT 'mine' AS store\n"
    try stockroom.write(kept, to: "sql/pipelines/store_item/mine.sql")
    try stockroom.write(definition(named: "store_item"), to: "without.json")
    let refused = try stockroom("pipeline", "upsert", "store_item", "--definition", "without.json")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("mine.sql") && refused.errors.contains("--force"))
    #expect(try files().count == 8)

    let forced = try stockroom("pipeline", "upsert", "store_item", "--definition", "without.json", "--force")
    #expect(forced.status == 0, "\(forced.errors)")
    #expect(forced.output == "store_item version 2\n")
    #expect(forced.errors.contains("store_item version 1 holds the files that were there"))
    #expect(forced.errors.contains("pipeline.yml: written") && forced.errors.contains("mine.sql: removed"))
    #expect(try files() == ["store_item/pipeline.yml"])
    let former = try stockroom("pipeline", "describe", "store_item", "--version", "1", "--json")
    #expect(former.output.contains("'mine' AS store") && former.output.contains("Daily sales per store and item"))
  }

  @Test("with all scripts needs no --force, and says nothing of files that stay as they are")
  func whole() throws {
    let before = try files()
    try stockroom.write(definition(named: "store_item", withScripts: true), to: "whole.json")
    let run = try stockroom("pipeline", "upsert", "store_item", "--definition", "whole.json")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("pipeline.yml: written") && !run.errors.contains(".sql"))
    #expect(try files() == before)
  }

  @Test("writes over files that are no pipeline only where --force says so")
  func unreadable() throws {
    try stockroom.write(definition(named: "store_item", withScripts: true), to: "whole.json")
    try stockroom.write("parameters: [", to: "sql/pipelines/store_item/pipeline.yml")
    let refused = try stockroom("pipeline", "upsert", "store_item", "--definition", "whole.json")
    #expect(refused.status == 1 && refused.errors.contains("--force"))
    #expect(try stockroom("pipeline", "upsert", "store_item", "--definition", "whole.json", "--force").status == 0)
  }

  @Test("a key that nothing reads is told with the nearest one, before anything is stored")
  func unknownKey() throws {
    let file = stockroom.directory.url.appending(path: "sql/pipelines/store_item/pipeline.yml")
    let text = try String(contentsOf: file, encoding: .utf8)
    try stockroom.write(
      text.replacing(
        "high_demand_percentile", with: "high_demand_percentil"),
      to: "sql/pipelines/store_item/pipeline.yml")
    for command in ["validate", "upsert"] {
      let run = try stockroom("pipeline", command, "store_item")
      #expect(run.status == 1 && run.errors.contains("high_demand_percentile"), "\(run.errors)")
    }
  }
}
