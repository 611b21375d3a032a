/// One thing in which a wanted definition of a group differs from the known one.
enum DefinitionChange: Equatable {
  case recordIdentifier(from: String, to: String)
  case eventTime(from: String, to: String)
  case spelling(from: String, to: String)
  case type(feature: String, from: FeatureType, to: FeatureType)
  case removed(Feature)
  case added(Feature)
  case meaning(feature: String, from: String?, to: String?)
  case range(feature: String, from: ValueRange, to: ValueRange)
  case requirement(feature: String, isRequired: Bool)
  case summary(from: String?, to: String?)
  case timeToLive(from: TimeToLive?, to: TimeToLive?)
  case tag(name: String, from: String?, to: String?)
  case source(from: String?, to: String?)

  /// Whether it cannot be done to a group that is there.
  var needsNewGroup: Bool {
    switch self {
    case .recordIdentifier, .eventTime, .spelling, .type, .removed: true
    default: false
    }
  }

  /// The difference in words: what is wanted, and what is there instead.
  var text: String {
    switch self {
    case .recordIdentifier(let old, let new): "record identifier \(new) instead of \(old)"
    case .eventTime(let old, let new): "event time \(new) instead of \(old)"
    case .spelling(let old, let new): "\(new): so spelt instead of \(old)"
    case .type(let feature, let old, let new): "\(feature): type \(new.rawValue) instead of \(old.rawValue)"
    case .removed(let feature): "\(feature.name): left out, \(feature.type.rawValue) in the group"
    case .added(let feature): "\(feature.name): new, \(Self.details(feature))"
    case .meaning(let feature, let old, let new): "\(feature): description \(Self.replaced(old, by: new))"
    case .range(let feature, let old, let new): "\(feature): \(Self.bounds(old, new))"
    case .requirement(let feature, let isRequired):
      "\(feature): \(isRequired ? "required instead of optional" : "optional instead of required")"
    case .summary(let old, let new): "description \(Self.replaced(old, by: new))"
    case .timeToLive(let old, let new):
      "time to live \(new?.description ?? "none") instead of \(old?.description ?? "none")"
    case .tag(let name, let old, let new): "tag \(name) \(Self.replaced(old, by: new))"
    case .source(let old, let new): "source query \(Self.replaced(old, by: new))"
    }
  }

  /// The options of `stockroom features update` that make the change; `nil` where options cannot say it.
  var options: [String]? {
    switch self {
    case .recordIdentifier, .eventTime, .spelling, .type, .removed: return nil
    case .added(let feature):
      var options = [ShellWord.option("--add", feature.text)]
      if feature.range != ValueRange() { options.append(Self.option("--range", feature.name, "\(feature.range)")) }
      if let meaning = feature.meaning { options.append(Self.option("--describe", feature.name, meaning)) }
      if feature.isRequired { options.append(ShellWord.option("--require", feature.name)) }
      return options
    case .meaning(let feature, _, let new):
      return [Self.option("--describe", feature, new ?? "")]
    case .range(let feature, _, let new): return [Self.option("--range", feature, "\(new)")]
    case .requirement(let feature, let isRequired):
      return [ShellWord.option(isRequired ? "--require" : "--optional", feature)]
    case .summary(_, let new): return [new.map { ShellWord.option("--description", $0) } ?? "--no-description"]
    case .timeToLive(_, let new): return [ShellWord.option("--ttl", new?.description ?? "none")]
    case .tag(let name, _, nil): return [ShellWord.option("--untag", name)]
    case .tag(let name, _, let new?):
      return name.isEmpty || name.contains("=") ? nil : [Self.option("--tag", name, new)]
    case .source(_, let new): return [new.map { ShellWord.option("--source", $0) } ?? "--no-source"]
    }
  }

  private static func option(_ option: String, _ name: String, _ value: String) -> String {
    ShellWord.option(option, "\(name)=\(value)")
  }

  private static func details(_ feature: Feature) -> String {
    ([feature.type.rawValue]
      + [("minimum", feature.minimum), ("maximum", feature.maximum)].compactMap { name, bound in
        bound.map { "\(name) \(ValueRange.text($0))" }
      } + (feature.isRequired ? ["required"] : [])).joined(separator: ", ")
  }

  private static func bounds(_ old: ValueRange, _ new: ValueRange) -> String {
    [("minimum", old.minimum, new.minimum), ("maximum", old.maximum, new.maximum)]
      .filter { $0.1 != $0.2 }.map { name, old, new in
        "\(name) \(new.map(ValueRange.text) ?? "none") instead of \(old.map(ValueRange.text) ?? "none")"
      }.joined(separator: ", ")
  }

  /// Long texts are cut, unless what is left of them is the same.
  private static func replaced(_ old: String?, by new: String?) -> String {
    func text(_ text: String?, _ limit: Int) -> String {
      guard let text else { return "none" }
      let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return line.count > limit ? "\"\(line.prefix(limit))…\"" : "\"\(line)\""
    }
    let limit = text(old, 80) == text(new, 80) ? Int.max : 80
    return "\(text(new, limit)) instead of \(text(old, limit))"
  }
}
