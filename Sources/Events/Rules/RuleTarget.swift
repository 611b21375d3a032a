/// What a rule starts.
public enum TargetKind: String, Sendable, CaseIterable {
  /// A message to every subscription of a topic.
  case notify
  /// The endpoint of the model package gets the version that is to serve.
  case deploy
  /// A pipeline runs.
  case pipeline
  /// The event is posted to an address.
  case webhook
  /// A program runs, with the event on its standard input.
  case command

  /// The settings that the kind takes; `true` for those that it must have.
  var settings: [String: Bool] {
    switch self {
    case .notify: ["topic": true]
    case .deploy: [:]
    case .pipeline: ["pipeline": true, "parameters": false]
    case .webhook: ["url": true, "format": false, "secret_env": false, "secret_file": false, "timeout_seconds": false]
    case .command: ["command": true, "timeout_seconds": false]
    }
  }
}

/// A target of a rule: a row of `mlops.event_rule_targets`.
public struct RuleTarget: Sendable, Equatable {
  /// Its name within the rule.
  public let id: String
  /// What it starts.
  public let kind: TargetKind
  /// What the kind needs to know; an object.
  public let settings: JSONValue
  /// How often a delivery is tried before it becomes a dead letter.
  public let maxAttempts: Int

  /// Creates a target.
  /// - Throws: ``EventError`` with the code `invalid-target` where settings are missing, unknown or of the wrong type.
  public init(id: String, kind: TargetKind, settings: JSONValue, maxAttempts: Int = 12) throws(EventError) {
    self.id = id
    self.kind = kind
    self.settings = settings
    self.maxAttempts = maxAttempts
    try RuleName.check(id, as: "target")
    try check()
  }

  private func check() throws(EventError) {
    let known = kind.settings
    guard case .object(let given) = settings else { throw invalid("an object of settings", "\(settings)") }
    for name in known.keys.sorted() where known[name] == true && given[name] == nil {
      throw invalid("the setting \(name)", given.isEmpty ? "none" : given.keys.sorted().joined(separator: ", "))
    }
    for (name, value) in given.sorted(by: { $0.key < $1.key }) {
      guard known[name] != nil else {
        throw invalid(
          known.isEmpty ? "no settings" : "settings among \(known.keys.sorted().joined(separator: ", "))", name)
      }
      let isRight =
        switch name {
        case "command": value.texts.map { !$0.isEmpty && $0[0] != "" } ?? false
        case "parameters": value.members?.values.allSatisfy { $0.stringValue != nil } ?? false
        case "timeout_seconds": value.numberValue.map { (1...86_400).contains($0) } ?? false
        case "format": ["event", "message", "slack"].contains(value.stringValue)
        case "url": value.stringValue.map { $0.hasPrefix("http://") || $0.hasPrefix("https://") } ?? false
        default: value.stringValue.map { !$0.isEmpty } ?? false
        }
      guard isRight else { throw invalid(Self.meaning(of: name), "\(name) \(value)") }
    }
    guard (1...100).contains(maxAttempts) else { throw invalid("1 to 100 attempts", "\(maxAttempts)") }
  }

  private static func meaning(of setting: String) -> String {
    switch setting {
    case "command": "the program and its arguments as an array of strings in command"
    case "parameters": "an object of strings in parameters"
    case "timeout_seconds": "1 to 86400 in timeout_seconds"
    case "format": "event, message or slack in format"
    case "url": "an address that begins with http:// or https:// in url"
    default: "a text in \(setting)"
    }
  }

  private func invalid(_ expected: String, _ found: String) -> EventError {
    EventError(
      code: "invalid-target", subject: "target \(id), kind \(kind.rawValue)", expected: expected, found: found,
      remedy: "correct the target")
  }
}

extension JSONValue {
  /// The strings of an array that has nothing else.
  var texts: [String]? {
    guard case .array(let elements) = self else { return nil }
    let texts = elements.compactMap(\.stringValue)
    return texts.count == elements.count ? texts : nil
  }

  /// The members of an object.
  var members: [String: JSONValue]? {
    guard case .object(let members) = self else { return nil }
    return members
  }
}

/// Names of rules, targets and topics.
enum RuleName {
  /// - Throws: ``EventError`` unless the name is 1 to 64 letters, digits, dots, hyphens and underscores.
  static func check(_ name: String, as kind: String) throws(EventError) {
    let isRight =
      !name.isEmpty && name.utf8.count <= 64
      && name.utf8.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || [0x2D, 0x2E, 0x5F].contains(byte)
      }
    guard isRight else {
      throw EventError(
        code: "invalid-name", subject: "\(kind) \(name)",
        expected: "1 to 64 letters, digits, dots, hyphens and underscores", found: "\"\(name)\"",
        remedy: "choose another name")
    }
  }
}
