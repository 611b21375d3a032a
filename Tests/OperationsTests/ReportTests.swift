import Fixtures
import Foundation
import Operations
import Testing
import Warehouse

@Suite("The report of the dashboard")
struct ReportTests {
  private static func page(_ temporary: TemporaryWarehouse) throws -> String {
    let folder = temporary.directory.url.appending(path: "report-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let bytes = try temporary.stockroom.exportReport(to: folder.path)
    let data = try Data(contentsOf: folder.appending(path: "report.html"))
    #expect(data.count == bytes)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report.html"])
    return String(decoding: data, as: UTF8.self)
  }

  @Test("one page holds every section, charts and tables, and needs nothing else")
  func selfContained() throws {
    let page = try Self.page(EvaluatedWarehouse.ofTwoRuns.get())
    for title in [
      "Overview", "Alerts", "Metric trends", "Predictions and residuals", "What moves the forecast", "Stores", "Drift",
      "Data quality", "Data profile", "Executions", "Model versions",
    ] { #expect(page.contains(">\(title)</h2>"), "\(title)") }
    #expect(page.matches(of: #/<svg /#).count >= 11)
    #expect(page.contains("Content-Security-Policy") && page.contains("default-src &#39;none&#39;"))
    #expect(!page.contains("<script") && !page.contains("src=") && !page.contains("url(") && !page.contains("@import"))
    #expect(page.matches(of: /href="([^"]*)"/).allSatisfy { $0.output.1.hasPrefix("#") })
    #expect(!page.contains("cannot be shown"))
    // Headings go down one level at a time; every table has a caption, every chart a name.
    #expect(page.matches(of: #/<h1[ >]/#).count == 1 && !page.contains("<h3"))
    #expect(page.matches(of: #/<table/#).count == page.matches(of: #/<caption/#).count)
    #expect(page.matches(of: #/<svg [^>]*role="img" aria-label="[^"]+"/#).count == page.matches(of: #/<svg /#).count)
    let identifiers = page.matches(of: /\sid="([^"]+)"/).map { String($0.output.1) }
    #expect(Set(identifiers).count == identifiers.count)
  }

  @Test("a value of a table cannot become markup")
  func escaping() throws {
    let temporary = try EvaluatedWarehouse.make(stores: 2, days: 60)
    let evil = "<script>alert(1)</script>\" onload='x' & \u{1}"
    try temporary.execute(
      "UPDATE mlops.pipeline_executions SET failure_reason = '\(evil.replacing("'", with: "''"))'", in: "mlops")
    let page = try Self.page(temporary)
    #expect(!page.contains("<script"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39; &amp; \u{FFFD}"))
  }

  @Test("before the first run the page says what is missing")
  func nothingYet() throws {
    let page = try Self.page(RetailWarehouse.make())
    #expect(page.contains("The latest run: nothing yet. It comes with the first run of a pipeline"))
    #expect(page.contains("Drift: not looked at yet."))
  }
}
