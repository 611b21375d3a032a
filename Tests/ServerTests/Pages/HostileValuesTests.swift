import Access
import Fixtures
import Foundation
import Monitoring
import Operations
import Server
import Testing
import Warehouse

@Suite("Values that want to be markup")
struct HostileValuesTests {
  private static let hostile = "</td><script>alert(1)</script><img src=x onerror=alert(1)>\"'&\u{1}<!--"
  private static let literal = "'" + hostile.replacing("'", with: "''") + "'"
  private static let at = "'2026-01-15T08:00:00.000Z'"

  /// A warehouse after a run, in whose tables every text that may be anything is hostile.
  private static func make() throws -> TemporaryWarehouse {
    let temporary = try RetailWarehouse.make(stores: 2, days: 80)
    try RetailWarehouse.run(in: temporary.warehouse, parameters: [("RMSEThreshold", "1000"), ("R2Threshold", "-1000")])
    let monitor = try Stockroom(temporary.warehouse).monitor("retail_demand")
    _ = try monitor.run(on: monitor.newestDay())
    for (table, column) in [
      ("shap_feature_importance", "feature"), ("data_profile", "feature_name"), ("evaluation_summary", "model_source"),
    ] {
      try temporary.execute(
        "UPDATE monitor_retail_demand.\(table) SET \(column) = \(column) || \(literal)", in: "monitor_retail_demand")
    }
    for statement in [
      "UPDATE mlops.pipeline_executions SET failure_reason = \(literal), started_by = \(literal), display_name = \(literal)",
      "UPDATE mlops.pipeline_executions SET parameters = json_object(\(literal), \(literal))",
      "UPDATE mlops.pipeline_execution_steps SET message = \(literal), decision = \(literal)",
      "UPDATE mlops.pipeline_log_lines SET message = \(literal)",
      "UPDATE mlops.alert_days SET alert_name = alert_name || \(literal), reason = \(literal), state = 'ALARM'",
      "UPDATE mlops.drift_results SET column_name = column_name || \(literal), reason = \(literal), status = 'drift'",
      """
      UPDATE mlops.quality_results
      SET status = 'FAIL', message = \(literal), expected = \(literal), check_name = check_name || \(literal)
      """,
      "INSERT INTO mlops.model_package_groups (model_package_group_name, created_at) VALUES (\(literal), \(at))",
      """
      INSERT INTO mlops.model_packages
        (model_package_group_name, model_package_version, approval_status, registered_at, model_artifact, artifact_sha256,
         artifact_byte_count, pipeline_name, endpoint_name, label, feature_columns, regression_metrics, parameters)
      VALUES
        (\(literal), 1, 'PendingManualApproval', \(at), \(literal), \(literal), 1, \(literal), \(literal), \(literal),
         '[]', '{}', json_object(\(literal), \(literal)))
      """,
      "INSERT INTO mlops.model_package_metrics VALUES (\(literal), 1, \(literal), 1.5)",
      """
      INSERT INTO mlops.model_package_decisions
        (model_package_group_name, model_package_version, to_status, decided_at, decided_by, reason)
      VALUES (\(literal), 1, 'PendingManualApproval', \(at), \(literal), \(literal))
      """,
      """
      INSERT INTO mlops.endpoints (endpoint_name, endpoint_status, failure_reason, created_at, updated_at)
      VALUES (\(literal), 'Failed', \(literal), \(at), \(at))
      """,
      """
      INSERT INTO mlops.endpoint_history (endpoint_name, changed_at, to_status, changed_by, reason)
      VALUES (\(literal), \(at), 'Failed', \(literal), \(literal))
      """,
    ] { try temporary.execute(statement, in: "mlops") }
    return temporary
  }

  @Test("stay texts on every page, whatever field they are in, and what is typed stays text too")
  func everywhere() async throws {
    let temporary = try Self.make()
    let token = try temporary.token("<b>\"'&", .admin)
    try await RunningServer.run(in: temporary, { $0.policy = temporary.policy }) { server in
      let cookie = try server.logIn(token)
      var texts = try PagesTests.visit(server, cookie: cookie)
      let name = RunningServer.encoded(Self.hostile)
      for path in ["/models/\(name)/1", "/endpoints/\(name)"] {
        let answer = try server.open(path, cookie: cookie)
        #expect(answer.status == 200, "\(path)")
        texts[path] = answer.text
      }
      for path in [
        "/sql?sql=\(name)", "/sql?query=\(name)", "/sql?query=worst_stores&p.by=\(name)",
        "/sql?sql=SELECT%20%27\(RunningServer.encoded(Self.hostile.replacing("'", with: "''")))%27",
        "/login?next=/\(name)",
        "/executions/\(name)",
      ] { texts[path] = try server.open(path, cookie: cookie).text }
      for (path, text) in texts {
        let check = HTMLCheck(text)
        #expect(check.problems == [], "\(path)")
        #expect(!check.elements.contains { $0 == "script" || $0 == "img" || $0 == "b" }, "\(path)")
        #expect(!text.unicodeScalars.contains("\u{1}"), "\(path)")
      }
      for path in ["/importance", "/profile", "/drift", "/quality", "/alerts", "/executions", "/models", "/endpoints"] {
        #expect(texts[path]?.contains("&lt;script&gt;alert(1)&lt;/script&gt;") == true, "\(path)")
      }
      #expect(texts["/"]?.contains("&lt;b&gt;&quot;&#39;&amp;, admin") == true)
    }
  }
}
