import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("The header of a SQL file")
struct SQLScriptTests {
  private func script(_ text: String) throws -> SQLScript {
    try SQLScript(name: "monitoring/x.sql", origin: "sql/monitoring/x.sql", text: text)
  }

  @Test("gives the question, the explanation and the parameters")
  func header() throws {
    let script = try script(
      """
      -- Which stores are forecast worst?
      -- One row per store,
      -- the largest error first.
      -- @param runs INTEGER 1    how many of the latest runs
      -- @param store TEXT -      the store
      SELECT :runs, :store -- @param not INTEGER 1 a parameter
      """)
    #expect(script.question == "Which stores are forecast worst?")
    #expect(script.explanation == "One row per store, the largest error first.")
    #expect(script.parameters.map(\.name) == ["runs", "store"])
    #expect(script.parameters.map(\.type) == ["INTEGER", "TEXT"])
    #expect(script.parameters.map(\.defaultValue) == ["1", nil])
    #expect(script.parameters.map(\.meaning) == ["how many of the latest runs", "the store"])
  }

  @Test("is read where lines end in CR LF too")
  func carriageReturns() throws {
    let script = try script("-- A question?\r\n-- @param runs INTEGER 1 how many\r\nSELECT :runs\r\n")
    #expect(script.question == "A question?")
    #expect(script.parameters.map(\.name) == ["runs"])
    #expect(script.parameters.map(\.meaning) == ["how many"])
  }

  @Test("may be missing")
  func none() throws {
    let script = try script("SELECT 1")
    #expect(script.question == "")
    #expect(script.parameters.isEmpty)
    #expect(script.sql == "SELECT 1")
  }

  @Test(
    "a malformed parameter is an error that shows the line",
    arguments: ["-- @param", "-- @param runs", "-- @param runs INTEGER", "-- @param runs NUMBER 1 x"])
  func malformed(line: String) throws {
    let error = #expect(throws: WarehouseError.self) { _ = try script("-- Q?\n\(line)\nSELECT 1") }
    #expect(error?.code == "script-header")
    #expect(error?.found == line)
  }

  @Test("every file that ships has a question, and every parameter that its SQL uses is declared")
  func shippedFiles() throws {
    let library = SQLLibrary(project: nil)
    for folder in ["operations", "monitoring", "dashboards", "quality", "ingest", "pipelines"] {
      for path in library.paths(below: folder) where path.hasSuffix(".sql") {
        let script = try library.script(path)
        #expect(!script.question.isEmpty, "\(path) does not say what it answers")
        let code = script.sql.split(separator: "\n").map { line in
          line.replacing(/'[^']*'/, with: "''").replacing(/--.*/, with: "")
        }
        let used = Set(code.flatMap { $0.matches(of: /[^:a-zA-Z0-9_](:[A-Za-z_]+)/).map { String($0.1.dropFirst()) } })
        #expect(used == Set(script.parameters.map(\.name)), "\(path): used and declared parameters differ")
      }
    }
  }

  @Test("files of a project come before those that ship, and add to them")
  func project() throws {
    let directory = try TemporaryDirectory()
    try directory.write("-- Mine?\nSELECT 1", to: "sql/monitoring/mine.sql")
    try directory.write("-- Runs of my own?\nSELECT 2", to: "sql/operations/runs.sql")
    let library = SQLLibrary(project: directory.url)
    #expect(library.scriptNames(in: "monitoring").contains("mine"))
    #expect(try library.script("operations/runs.sql").question == "Runs of my own?")
    #expect(library.origin(of: "operations/runs.sql").hasSuffix("sql/operations/runs.sql"))
    #expect(try library.script("operations/steps.sql").question.isEmpty == false)
    #expect(library.origin(of: "operations/steps.sql") == "sql/operations/steps.sql")
  }

  @Test("a file that neither the project nor the program has is named")
  func missing() throws {
    let error = #expect(throws: WarehouseError.self) { _ = try SQLLibrary(project: nil).script("monitoring/none.sql") }
    #expect(error?.code == "missing-script")
    #expect(error?.subject == "sql/monitoring/none.sql")
  }
}
