import Access
import Endpoints
import Fixtures
import Foundation
import Server
import Testing

@Suite("Who may ask")
struct AccessTests {
  private static let policy = AccessPolicy(
    principal: { token in
      guard let role = Role(rawValue: token) else { return nil }
      return Principal(
        name: token, role: role, token: token, permissions: role == .viewer ? [.read] : [.read, .invoke])
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

  /// As `stockroom serve` has it where there are no users.
  private static func run(withoutUsers body: @escaping @Sendable (RunningServer) throws -> Void) async throws {
    try await RunningServer.run(
      prepare: { warehouse, configuration in
        let access = AccessControl(warehouse)
        configuration.policy = AccessPolicy(
          admitsAnybody: true, principal: { try? access.principal(token: $0) }, hasUsers: { try access.hasUsers() })
      }, body)
  }

  @Test("a server that was open lets nobody in without credentials once there is a user, on any connection")
  func closing() async throws {
    try await Self.run { server in
      let kept = try server.connect()
      func invoke(_ headers: [String: String] = [:]) throws -> Int? {
        try kept.send(
          RawConnection.request("POST", "/endpoints/prod/invocations", headers, body: Array("1,2,0,3".utf8)))
        return try kept.answer()?.status
      }
      #expect(try invoke() == 200)
      for path in ["/endpoints", "/metrics", "/api/models"] { #expect(try server.send("GET", path).status == 200) }
      let access = AccessControl(server.temporary.warehouse)
      try access.addUser("ann", role: .operator)
      let token = try access.createToken(user: "ann", label: nil, days: nil).token
      var status: Int? = 200
      for _ in 0..<20_000 where status == 200 {
        usleep(1000)
        status = try invoke()
      }
      #expect(status == 401)
      #expect(try invoke() == 401)
      #expect(try server.invoke("1,2,0,3").status == 401)
      for path in ["/endpoints", "/metrics", "/api/models"] { #expect(try server.send("GET", path).status == 401) }
      let header = ["Authorization": "Bearer \(token)"]
      #expect(try invoke(header) == 200)
      #expect(try server.send("GET", "/endpoints", header).status == 200)
      // It stays closed: who was locked out does not open it to everybody.
      try access.setDisabled(true, user: "ann")
      #expect(try invoke(header) == 401)
      #expect(try invoke() == 401)
    }
  }

  @Test("a server without users stays open, whatever else changes")
  func stayingOpen() async throws {
    try await Self.run { server in
      let version = try ServedModels.approved(level: 2, in: server.temporary.warehouse)
      try server.deployment.deploy(ServedModels.group, version: version, to: "prod")
      var text = ""
      for _ in 0..<20_000 where !text.hasPrefix("20") {
        let answer = try server.invoke("1,2,0,3")
        #expect(answer.status == 200)
        text = answer.text
      }
      #expect(text.hasPrefix("20"))
      #expect(try server.send("GET", "/endpoints").status == 200)
    }
  }

  /// 2026-01-15T08:00:00Z.
  private static let signedAt = Date(timeIntervalSince1970: 1_768_464_000)

  /// What botocore 1.43.11 signed at that time for the body `1,2,0,3` with the key of the tests.
  private static let signed = [
    "Content-Type": "text/csv", "X-Amz-Date": "20260115T080000Z",
    "Authorization": """
    AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260115/eu-central-1/sagemaker/aws4_request, \
    SignedHeaders=content-type;host;x-amz-date, \
    Signature=45adb9e35c14d6c59a49155bf1ae723be8c24adf3a8507426321458a2f609ded
    """,
  ]

  private static let path = "/endpoints/prod/invocations?explain=true&unknown=ignore"

  /// How a signed request may be spoilt.
  enum Change: CaseIterable, Sendable {
    case nothing, later, tooLate, tooEarly, otherBody, otherPath, otherHeader, otherSignature, otherDay, hostUnsigned
    case otherOrder
  }

  @Test(
    "a signed request is let in as it is, within five minutes, and with nothing changed", arguments: Change.allCases)
  func signatures(change: Change) async throws {
    var headers = Self.signed
    var (path, body, seconds) = (Self.path, "1,2,0,3", 0.0)
    func replace(_ name: String, _ old: String, _ new: String) {
      headers[name] = headers[name]?.replacing(old, with: new)
    }
    switch change {
    case .nothing: break
    case .later: seconds = 299
    case .tooLate: seconds = 301
    case .tooEarly: seconds = -301
    case .otherBody: body = "1,2,0,4"
    case .otherPath: path = "/endpoints/prod/invocations?explain=true"
    case .otherHeader: headers["Content-Type"] = "text/csv; header=absent"
    case .otherSignature: replace("Authorization", "Signature=45", "Signature=46")
    case .otherDay: replace("Authorization", "20260115/", "20260116/")
    case .hostUnsigned: replace("Authorization", ";host", "")
    case .otherOrder: path = "/endpoints/prod/invocations?unknown=ignore&explain=true"
    }
    let (sentHeaders, sentPath, sentBody) = (headers, path, body)
    let now = Self.signedAt.addingTimeInterval(seconds)
    try await RunningServer.run(
      { $0.policy.signingKeys = ["AKIDEXAMPLE": "wJalrXUtnFEMI/K7MDENG"] }, now: { now }
    ) { server in
      let answer = try server.send("POST", sentPath, sentHeaders, body: sentBody)
      // The order of the parameters is not signed: both sides sort them.
      let isFine = change == .nothing || change == .later || change == .otherOrder
      #expect(answer.status == (isFine ? 200 : 403), "\(answer.text)")
      #expect(answer.status == 200 || answer.json["code"] as? String == "signature")
    }
  }

  @Test("an Authorization header of any shape is refused, never worse", arguments: 0..<4)
  func malformed(seed: Int) async throws {
    let pieces = [
      "AWS4-HMAC-SHA256 ", "Credential=", "AKIDEXAMPLE", "/20260115", "/eu-central-1/sagemaker/aws4_request", "/",
      "SignedHeaders=", "host", ";", "x-amz-date", "Signature=", "00", ",", " ", "=",
    ]
    try await RunningServer.run({ $0.policy.signingKeys = ["AKIDEXAMPLE": "x"] }, now: { Self.signedAt }) { server in
      var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
      let connection = try server.connect()
      for _ in 0..<100 {
        var text = ""
        for _ in 0..<12 {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          text += pieces[Int(state >> 33) % pieces.count]
        }
        try connection.send(
          RawConnection.request(
            "POST", Self.path, ["Authorization": "AWS4-HMAC-SHA256 \(text)", "X-Amz-Date": "20260115T080000Z"],
            body: Array("1".utf8)))
        let status = try connection.answer()?.status
        #expect(status == 401 || status == 403)
      }
    }
  }
}
