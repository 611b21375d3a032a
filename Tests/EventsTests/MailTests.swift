import Events
import Fixtures
import Foundation
import Testing
import Warehouse

@Suite(
  "Messages by mail",
  .enabled(if: Receiver.hasMailServer, "aiosmtpd is not there; STOCKROOM_TEST_PYTHON can name a Python that has it"))
struct MailTests {
  let outbox: Outbox

  init() throws { outbox = try Outbox() }

  private func notify(_ receiver: Receiver, scheme: String = "smtp", _ settings: [String: String]) throws {
    _ = try outbox.subscribe(
      .email, "ann@example.com",
      ["server": "\(scheme)://localhost:\(receiver.port)", "from": "stockroom@example.com"].merging(settings) { $1 })
    try outbox.rule("rule", .notify, ["topic": "topic"])
    let long = String(repeating: "long ", count: 300)
    try outbox.append(["text": .string(".\n..dots\nümlaut \(long)")], type: "Größe geändert")
  }

  /// A certificate for localhost and its key.
  private func certificate() throws -> (certificate: String, key: String) {
    let folder = outbox.temporary.directory.url
    let (certificate, key) = (folder.appending(path: "cert.pem").path, folder.appending(path: "key.pem").path)
    let run = try ProgramRun(
      "openssl",
      [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
        "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
      ])
    try #require(run.status == 0, "\(run.errors)")
    return (certificate, key)
  }

  /// The mail that Python reads out of what the server got.
  private func decoded(_ mail: String) throws -> [String: String] {
    let script = """
      import email, email.policy, json, sys
      mail = email.message_from_string(sys.stdin.read(), policy=email.policy.default)
      print(json.dumps({**{k: str(v) for k, v in mail.items()}, "text": mail.get_content(), "defects": str(mail.defects)}))
      """
    let run = try ProgramRun(Receiver.python, ["-c", script], input: Array(mail.utf8))
    return try #require(
      JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: String], "\(run.errors)")
  }

  @Test("a mail arrives as it was written, and again only where the server was not ready for it")
  func plain() throws {
    let receiver = try Receiver("smtp_receiver.py", ["--codes", "451,250"])
    try notify(receiver, ["tls": "none"])
    #expect(try outbox.notifier().deliverDue() == Deliverer.Pass(failed: 1))
    let said = try outbox.deliveries("message")[0][0]
    #expect("\(said)".contains("SMTP 451"), "\(said)")
    outbox.clock.advance(10)
    #expect(try outbox.notifier().deliverDue() == Deliverer.Pass(delivered: 1))
    let received = try receiver.received()
    #expect(received.count == 1)
    #expect(received[0]["from"] as? String == "stockroom@example.com")
    #expect(received[0]["to"] as? [String] == ["ann@example.com"])
    let mail = try decoded(#require(received[0]["mail"] as? String))
    #expect(mail["Subject"] == "Größe geändert: r")
    #expect(mail["Date"] == "Thu, 15 Jan 2026 08:00:10 +0000")
    #expect(mail["To"]?.contains("ann@example.com") == true)
    #expect(mail["From"] == "Stockroom <stockroom@example.com>")
    #expect(mail["defects"] == "[]")
    #expect(mail["text"]?.replacing("\r\n", with: "\n").contains("text: .\n..dots\nümlaut long long") == true)
    let key = try outbox.deliveries("idempotency_key")[0][0]
    #expect(SQLValue.text(String(mail["Message-ID"]?.dropFirst().prefix(32) ?? "")) == key)
  }

  @Test("a mail that the server refuses is given up")
  func refused() throws {
    let receiver = try Receiver("smtp_receiver.py", ["--codes", "554"])
    try notify(receiver, ["tls": "none"])
    #expect(try outbox.notifier().deliverDue() == Deliverer.Pass(deadLetters: 1))
  }

  @Test(
    "over TLS, with a log-in whose password is in the environment or a file", .enabled(if: Receiver.hasOpenSSL),
    arguments: ["starttls", "tls"])
  func encrypted(tls: String) throws {
    let (certificate, key) = try certificate()
    let receiver = try Receiver(
      "smtp_receiver.py",
      [
        "--tls", tls, "--certificate", certificate, "--key", key, "--user", "robot", "--password", "pässword",
      ])
    let secret = try outbox.temporary.directory.write("pässword\n", to: "secret")
    let scheme = tls == "tls" ? "smtps" : "smtp"
    try notify(
      receiver, scheme: scheme, ["user": "robot", "ca_file": certificate, "secret_file": secret])
    #expect(try outbox.notifier().deliverDue() == Deliverer.Pass(delivered: 1))
    let received = try receiver.received()
    #expect(received[0]["tls"] as? Bool == true && received[0]["user"] as? String == "robot")
    // The password is nowhere in the warehouse.
    let snapshot = try WarehouseSnapshot(of: outbox.warehouse.layout.root)
    #expect(!snapshot.tables.values.joined().contains { $0.contains("pässword") })

    // With a wrong password, and with a certificate that nobody vouches for, no mail goes out.
    _ = try outbox.subscribe(
      .email, "ann@example.com",
      [
        "server": "\(scheme)://localhost:\(receiver.port)", "from": "stockroom@example.com", "user": "robot",
        "ca_file": certificate, "secret_env": "WRONG",
      ])
    try outbox.append()
    #expect(try outbox.notifier(["WRONG": "x"]).deliverDue().delivered == 0)
    _ = try outbox.subscribe(
      .email, "ann@example.com",
      [
        "server": "\(scheme)://localhost:\(receiver.port)", "from": "stockroom@example.com", "user": "robot",
        "secret_file": secret,
      ])
    try outbox.append()
    #expect(try outbox.notifier().deliverDue().delivered == 0)
    #expect(try receiver.received().count == 1)
  }

  @Test("without TLS at the server no mail goes out where TLS is asked for")
  func downgraded() throws {
    let receiver = try Receiver("smtp_receiver.py", [])
    try notify(receiver, [:])
    #expect(try outbox.notifier().deliverDue().delivered == 0)
    #expect(try receiver.received().isEmpty)
  }

  @Test("of a server that fails now and then every mail is taken in the end, none twice after it was taken")
  func nowAndThen() throws {
    let codes = (0..<40).map { [451, 250, 421, 250, 250, 452][$0 % 6] }.map(String.init).joined(separator: ",")
    let receiver = try Receiver("smtp_receiver.py", ["--codes", codes])
    try notify(receiver, ["tls": "none"])
    for _ in 1...9 { try outbox.append() }
    for _ in 1...12 {
      _ = try outbox.notifier().deliverDue()
      outbox.clock.advance(3600)
    }
    #expect(try outbox.deliveries("status").allSatisfy { $0 == [.text("Delivered")] })
    let identifiers = try receiver.received().map { try decoded(#require($0["mail"] as? String))["Message-ID"] }
    #expect(identifiers.count == 10 && Set(identifiers).count == 10)
  }
}
