import Endpoints
import Fixtures
import Foundation
import Testing

@Suite("How things are, over HTTP")
struct StateRoutesTests {
  @Test("ping answers")
  func ping() async throws {
    try await RunningServer.run { server in
      let answer = try server.send("GET", "/ping")
      #expect(answer.status == 200)
    }
  }

  @Test("an endpoint is shown with its settings, and with its features once the model is loaded")
  func endpoint() async throws {
    try await RunningServer.run { server in
      let before = try server.send("GET", "/endpoints/prod").json
      #expect(before["endpoint_status"] as? String == "InService")
      #expect(before["loaded"] == nil)
      _ = try server.invoke("1,2,0,3")
      let after = try server.send("GET", "/endpoints/prod").json
      #expect((after["loaded"] as? [String: Any])?["features"] as? [String] == ServedModels.features)
      #expect((after["model"] as? [String: Any])?["version"] as? Int == 1)
      #expect(try server.send("GET", "/endpoints/none").status == 404)
      let all = try server.send("GET", "/endpoints").text
      #expect(all.hasPrefix("[{") && all.contains("\"endpoint_name\":\"prod\""))
    }
  }

  @Test("metrics count what happened, in the text format of Prometheus")
  func metrics() async throws {
    try await RunningServer.run { server in
      for body in ["1,2,0,3", "1,2,0,3\n1,2,0,3", "x"] { _ = try server.invoke(body) }
      let answer = try server.send("GET", "/metrics")
      #expect(answer.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
      let lines = answer.text.split(separator: "\n")
      for line in [
        "stockroom_invocations_total{endpoint=\"prod\",code=\"ok\"} 2",
        "stockroom_invocations_total{endpoint=\"prod\",code=\"mistyped-feature\"} 1",
        "stockroom_predicted_rows_total{endpoint=\"prod\"} 3",
        "stockroom_model_latency_seconds_count{endpoint=\"prod\"} 2",
        "stockroom_model_latency_seconds_bucket{endpoint=\"prod\",le=\"+Inf\"} 2",
        "stockroom_model_events_total{endpoint=\"prod\",event=\"load\"} 1",
        "stockroom_model_version{endpoint=\"prod\",group=\"Demand\"} 1",
      ] { #expect(lines.contains(Substring(line)), "\(line)\nin\n\(answer.text)") }
      // Every line is a comment or `name{labels} number`.
      for line in lines where !line.hasPrefix("#") {
        #expect(line.wholeMatch(of: /[a-z_]+(\{([a-z]+="[^"]*",?)*\})? [-+.0-9eE]+/) != nil, "\(line)")
      }
    }
  }
}
