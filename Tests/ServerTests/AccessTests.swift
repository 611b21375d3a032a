import Fixtures
import Foundation
import Server
import Testing

@Suite("Who may ask")
struct AccessTests {
  private static let policy = AccessPolicy(
    mayToken: { token, need in
      switch token {
      case "viewer": need == .read
      case "operator": true
      default: nil
      }
    })

  @Test(
    "a token is looked at: unknown ones are refused, known ones may what their owner may",
    arguments: [
      ("", 401, 401), ("Bearer nobody", 401, 401), ("Basic dXNlcg==", 401, 401), ("Bearer viewer", 200, 403),
      ("bearer operator", 200, 200), ("Bearer ", 401, 401), ("AWS4-HMAC-SHA256 x", 403, 403),
    ])
  func tokens(authorization: String, reading: Int, invoking: Int) async throws {
    try await RunningServer.run({ $0.policy = Self.policy }) { server in
      let headers = authorization.isEmpty ? [:] : ["Authorization": authorization]
      for path in ["/endpoints", "/endpoints/prod", "/metrics"] {
        #expect(try server.send("GET", path, headers).status == reading)
      }
      let answer = try server.invoke("1,2,0,3", headers)
      #expect(answer.status == invoking)
      if invoking == 401 { #expect(answer.headers["www-authenticate"] == "Bearer") }
      #expect(try server.send("GET", "/ping").status == 200)
    }
  }
}
