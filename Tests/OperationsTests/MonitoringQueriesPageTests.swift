import Foundation
import Testing
import Warehouse

@Suite("The page about monitoring queries")
struct MonitoringQueriesPageTests {
  let library = SQLLibrary(project: nil)

  @Test("has one section for each query that ships, with its question and its parameters as the header gives them")
  func sections() throws {
    let page = try Self.page()
    let sections = page.split(separator: "\n### ").dropFirst()
    let names = sections.map { String($0.prefix { $0 != "\n" }) }
    #expect(names.sorted() == library.scriptNames(in: "monitoring"))
    for (name, section) in zip(names, sections) {
      let script = try library.script("monitoring/\(name).sql")
      let text = section.split(separator: "\n## ").first.map(String.init) ?? ""
      #expect(text.contains("**\(script.question)**"), "\(name)")
      let documented = text.matches(of: /(?m)^\| `(\w+)` \| (\w+) \| (\S+) \| (.+) \|$/).map { match in
        [match.output.1, match.output.2, match.output.3, match.output.4].map(String.init)
      }
      let declared = script.parameters.map { [$0.name, $0.type, $0.defaultValue ?? "-", $0.meaning] }
      #expect(documented == declared, "\(name)")
      #expect(text.split(separator: "```", omittingEmptySubsequences: false).count == 3, "\(name): one sample")
    }
  }

  @Test("names every dashboard file with its question")
  func dashboards() throws {
    let page = try Self.page()
    for name in library.scriptNames(in: "dashboards") {
      let question = try library.script("dashboards/\(name).sql").question
      #expect(page.contains("| `\(name).csv` | \(question) |"), "\(name)")
    }
  }

  private static func page() throws -> String {
    let tests = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    let root = tests.deletingLastPathComponent().deletingLastPathComponent()
    return try String(
      contentsOf: root.appending(path: "Sources/stockroom/Documentation.docc/MonitoringQueries.md"), encoding: .utf8)
  }
}
