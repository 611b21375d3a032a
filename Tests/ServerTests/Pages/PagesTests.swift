import Fixtures
import Foundation
import Monitoring
import Operations
import Server
import Testing
import Warehouse

@Suite("Every page")
struct PagesTests {
  static let paths = [
    "/", "/trends", "/predictions", "/importance", "/stores", "/profile", "/drift", "/quality", "/executions",
    "/models",
    "/endpoints", "/alerts", "/sql",
  ]

  /// Looks at every page there is in a warehouse.
  static func visit(_ server: RunningServer, cookie: String? = nil) throws -> [String: String] {
    var texts: [String: String] = [:]
    let named = server.temporary.warehouse.scripts.scriptNames(in: "monitoring").map { "/sql?query=\($0)" }
    let links = try server.temporary.rows(
      """
      SELECT '/executions/' || execution_id FROM mlops.pipeline_executions
      UNION ALL SELECT '/endpoints/' || endpoint_name FROM mlops.endpoints WHERE endpoint_name NOT GLOB '*[^a-z-]*'
      UNION ALL
      SELECT '/models/' || model_package_group_name || '/' || model_package_version FROM mlops.model_packages
      WHERE model_package_group_name NOT GLOB '*[^A-Za-z]*'
      """
    ).compactMap { row in if case .text(let path) = row[0] { path } else { nil as String? } }
    for path in paths + links + named {
      let answer = try server.open(path, cookie: cookie)
      #expect(answer.status == 200, "\(path)")
      let check = HTMLCheck(answer.text)
      #expect(check.problems == [], "\(path)")
      #expect(check.elements.count { $0 == "h1" } == 1, "\(path)")
      #expect(!check.elements.contains("script") && !check.elements.contains("style"), "\(path)")
      #expect(!check.attributes.contains { $0.hasPrefix("on") || $0 == "style" }, "\(path)")
      #expect(!answer.text.contains("cannot be shown"), "\(path)")
      #expect(answer.headers["content-security-policy"]?.hasPrefix("default-src 'none';") == true)
      #expect(answer.headers["content-security-policy"]?.contains("unsafe") == false)
      #expect(answer.headers["x-content-type-options"] == "nosniff")
      #expect(answer.headers["cache-control"] == "no-store")
      texts[path] = answer.text
    }
    return texts
  }

  @Test("answers on an empty warehouse and says what will fill it")
  func empty() async throws {
    try await RunningServer.run(in: TemporaryWarehouse()) { server in
      let texts = try Self.visit(server)
      for path in ["/trends", "/predictions", "/importance", "/stores", "/profile"] {
        #expect(texts[path]?.contains("It comes with the first run of a pipeline") == true, "\(path)")
      }
      #expect(texts["/models"]?.contains("No model is registered yet") == true)
      #expect(texts["/executions"]?.contains("No pipeline has run yet") == true)
      #expect(texts["/alerts"]?.contains("not looked at yet") == true)
    }
  }

  @Test("answers after one run, which is compared with nothing")
  func oneRun() async throws {
    let temporary = try RetailWarehouse.make()
    try RetailWarehouse.run(in: temporary.warehouse, parameters: [("RMSEThreshold", "1000"), ("R2Threshold", "-1000")])
    try await RunningServer.run(in: temporary) { server in
      let texts = try Self.visit(server)
      #expect(texts["/"]?.contains("The second run is compared with the first here.") == true)
      #expect(texts["/importance"]?.contains("Changes come with the second run.") == true)
      #expect((texts["/predictions"]?.matches(of: #/<svg /#).count ?? 0) >= 4)
      let execution = try #require(texts.first { $0.key.hasPrefix("/executions/") }?.value)
      #expect(execution.contains("TrainXGBRetailDemand") && execution.contains("<svg "))
      #expect(execution.contains("Lines of the log"))
    }
  }

  @Test("answers after two runs and a look of the monitor, and the latest run is compared with the one before")
  func twoRuns() async throws {
    let temporary = try RetailWarehouse.make()
    for seed in ["42", "43"] {
      try RetailWarehouse.run(
        in: temporary.warehouse,
        parameters: [("RMSEThreshold", "1000"), ("R2Threshold", "-1000"), ("TrainingSeed", seed)])
    }
    let monitor = try Stockroom(temporary.warehouse).monitor("retail_demand")
    _ = try monitor.run(on: monitor.newestDay())
    try await RunningServer.run(in: temporary) { server in
      let texts = try Self.visit(server)
      #expect(texts["/"]?.contains("The latest run and the one before") == true)
      #expect(texts["/importance"]?.contains("Change against the run before") == true)
      #expect(texts["/alerts"]?.contains("State of each alert") == true)
      #expect(texts["/models"]?.contains("href=\"/models/RetailDemandXGB/2\"") == true)
    }
  }

  @Test("leaves programs their JSON under the same path, and shows browsers an endpoint with its figures")
  func shared() async throws {
    try await RunningServer.run { server in
      _ = try server.invoke("1,2,0,3")
      #expect(try server.send("GET", "/endpoints/prod").headers["content-type"] == "application/json")
      let page = try server.open("/endpoints/prod")
      #expect(page.headers["content-type"] == "text/html; charset=utf-8")
      #expect(page.headers["vary"] == "Accept")
      #expect(page.text.contains("Time to answer") && HTMLCheck(page.text).problems == [])
      #expect(try server.open("/models/Demand/1").text.contains("Demand, version 1"))
      #expect(try server.open("/models").status == 200)
    }
  }

  @Test(
    "that does not exist is a page too",
    arguments: [
      "/nothing", "/models/Demand/99", "/executions/none", "/endpoints/none", "/a/b/c/d", "/assets/other.css",
    ])
  func missing(path: String) async throws {
    try await RunningServer.run { server in
      let answer = try server.open(path)
      #expect(answer.status == 404)
      #expect(HTMLCheck(answer.text).problems == [])
      #expect(try server.invoke("1,2,0,3").status == 200)
    }
  }

  @Test("finds its style sheet and its icon")
  func assets() async throws {
    try await RunningServer.run { server in
      let page = try server.open("/").text
      for match in page.matches(of: /href="(\/assets\/[^"]+)"/) {
        let answer = try server.send("GET", String(match.output.1))
        #expect(answer.status == 200 && answer.headers["cache-control"]?.hasPrefix("public") == true)
      }
      #expect(page.matches(of: /href="\/assets\//).count == 2)
    }
  }
}
