import Fixtures
import Foundation
import Operations
import Testing
import Warehouse

@Suite("The headers of monitoring queries and dashboard scripts")
struct ScriptHeaderTests {
  let library = SQLLibrary(project: nil)

  @Test("at least twenty monitoring queries and eight dashboard scripts ship, in snake_case")
  func enough() throws {
    #expect(library.scriptNames(in: "monitoring").count >= 20)
    #expect(library.scriptNames(in: "dashboards").count >= 8)
    for name in library.scriptNames(in: "monitoring") + library.scriptNames(in: "dashboards") {
      #expect(name.wholeMatch(of: /[a-z][a-z0-9]*(_[a-z0-9]+)*/) != nil, "\(name)")
    }
  }

  @Test("a header begins with a question, explains the rows and gives every parameter a default and a meaning")
  func headers() throws {
    for script in try scripts() {
      #expect(script.question.hasSuffix("?"), "\(script.name): \(script.question)")
      #expect(script.explanation.contains("row"), "\(script.name) does not say what a row is")
      for parameter in script.parameters {
        #expect(parameter.defaultValue != nil, "\(script.name), \(parameter.name)")
        #expect(!parameter.meaning.isEmpty, "\(script.name), \(parameter.name)")
      }
    }
    #expect(Set(try scripts().map(\.question)).count == (try scripts().count), "two scripts answer the same question")
  }

  @Test("a monitoring query says whether plain sqlite3 runs it")
  func plainSQLite() throws {
    for name in library.scriptNames(in: "monitoring") {
      let explanation = try library.script("monitoring/\(name).sql").explanation
      #expect(explanation.contains("Plain sqlite3 runs this file unchanged."), "\(name)")
    }
  }

  @Test("the parameters that the SQL uses are those that the header declares")
  func parameters() throws {
    for script in try scripts() {
      let declared = script.parameters.map(\.name)
      #expect(Set(declared).count == declared.count, "\(script.name) declares a parameter twice")
      #expect(Set(declared) == Self.parametersUsed(in: script.sql), "\(script.name)")
    }
  }

  @Test("dashboard scripts take no parameters: an export is always the same")
  func dashboards() throws {
    for name in library.scriptNames(in: "dashboards") {
      #expect(try library.script("dashboards/\(name).sql").parameters.isEmpty, "\(name)")
    }
  }

  @Test("every table is named with its database, as plain sqlite3 needs it")
  func qualified() throws {
    let tables = [
      "evaluation_summary", "test_predictions", "shap_feature_importance", "data_profile", "runs", "run_metrics",
      "run_params", "run_tags", "run_metric_history", "pipeline_executions", "pipeline_execution_steps",
      "model_packages", "model_package_metrics", "model_package_decisions", "queries", "demand_product",
      "prepared_splits", "ingested_files", "feature_ingestions", "retail_demand_features",
    ]
    for script in try scripts() {
      let code = Self.withoutCommentsAndText(script.sql)
      let ownNames = Set(code.matches(of: /(\w+) AS (?:MATERIALIZED )?\(/).map { String($0.output.1) })
      for match in code.matches(of: /(?:FROM|JOIN)\s+([\w.]+)/) {
        let name = String(match.output.1)
        guard !ownNames.contains(name) else { continue }
        #expect(!tables.contains(name), "\(script.name): \(name) without its database")
      }
    }
  }

  private func scripts() throws -> [SQLScript] {
    try ["monitoring", "dashboards"].flatMap { folder in
      try library.scriptNames(in: folder).map { try library.script("\(folder)/\($0).sql") }
    }
  }

  private static func withoutCommentsAndText(_ sql: String) -> String {
    sql.replacing(/--[^\n]*/, with: "").replacing(/'[^']*'/, with: "''")
  }

  private static func parametersUsed(in sql: String) -> Set<String> {
    Set(withoutCommentsAndText(sql).matches(of: /:(\w+)/).map { String($0.output.1) })
  }
}
