/// A rule: which events start what.
public struct EventRule: Sendable, Equatable {
  /// Its name.
  public let name: String
  /// What it is for.
  public let description: String?
  /// The text of its pattern.
  public let pattern: String
  /// Whether it is in force.
  public let isEnabled: Bool
  /// What it starts.
  public let targets: [RuleTarget]

  /// Creates a rule.
  /// - Throws: ``EventError`` where the name or the pattern is wrong, or two targets share a name.
  public init(
    name: String, description: String? = nil, pattern: String, isEnabled: Bool = true, targets: [RuleTarget]
  ) throws(EventError) {
    try RuleName.check(name, as: "rule")
    _ = try EventPattern(parsing: pattern, subject: "rule \(name)")
    for (index, target) in targets.enumerated() where targets[..<index].contains(where: { $0.id == target.id }) {
      throw EventError(
        code: "invalid-target", subject: "rule \(name)", expected: "a name of its own for each target",
        found: "\(target.id) twice", remedy: "rename one of them")
    }
    self.name = name
    self.description = description
    self.pattern = pattern
    self.isEnabled = isEnabled
    self.targets = targets
  }
}
