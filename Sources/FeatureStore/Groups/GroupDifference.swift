/// What a wanted definition has that the known one has not, and the command that brings the group there.
///
/// The order of features says nothing, and what the wanted definition leaves open (no description, no tags, no time to
/// live, no range) is no difference.
struct GroupDifference {
  /// The differences in words; empty where there are none.
  let texts: [String]
  /// The command that migrates the group.
  let command: String?

  init(from known: FeatureGroup, to wanted: FeatureGroup) {
    var texts: [String] = []
    var update: [String] = []
    var needsNewGroup = false
    for (what, old, new) in [
      ("record identifier", known.recordIdentifier, wanted.recordIdentifier),
      ("event time", known.eventTime, wanted.eventTime),
    ] where old != new {
      texts.append("\(what) \(new) instead of \(old)")
      needsNewGroup = true
    }
    let added = wanted.features.filter { known.feature($0.name) == nil }
    let changed = wanted.features.filter { feature in
      guard let old = known.feature(feature.name) else { return false }
      return old.type != feature.type || old.name != feature.name || Self.isTighter(feature, than: old)
    }
    let gone = known.features.filter { old in
      wanted.feature(old.name) == nil
        || changed.contains { $0.name.lowercased() == old.name.lowercased() && $0.type != old.type }
    }
    if !added.isEmpty || !changed.isEmpty {
      texts.append(
        "new or changed: \((changed + added).map { "\($0.name) \($0.type.rawValue)" }.joined(separator: ", "))")
      needsNewGroup = needsNewGroup || !changed.isEmpty
      update += added.map { "--add \(Self.shell($0.text))" }
    }
    if !gone.isEmpty {
      texts.append("missing: \(gone.map { "\($0.name) \($0.type.rawValue)" }.joined(separator: ", "))")
      needsNewGroup = true
    }
    if let summary = wanted.summary, summary != known.summary {
      texts.append("another description")
      update.append("--description \(Self.shell(summary))")
    }
    if let time = wanted.timeToLive, time != known.timeToLive {
      texts.append("time to live \(time) instead of \(known.timeToLive?.description ?? "none")")
      update.append("--ttl \(time)")
    }
    for (name, value) in wanted.tags.sorted(by: { $0.key < $1.key }) where known.tags[name] != value {
      texts.append("tag \(name)=\(value)")
      update.append("--tag \(Self.shell("\(name)=\(value)"))")
    }
    if let source = wanted.source, let old = known.source, source != old {
      texts.append("another source query")
      update.append("--source \(Self.shell(source))")
    }
    self.texts = texts
    if texts.isEmpty {
      command = nil
    } else if needsNewGroup {
      command = "stockroom features delete \(known.name) --yes"
    } else {
      command = "stockroom features update \(known.name) \(update.joined(separator: " "))"
    }
    onlyUpdates = !needsNewGroup
  }

  private let onlyUpdates: Bool

  /// What to do, in words.
  func remedy(group: String) -> String {
    guard let command else { return "nothing" }
    return onlyUpdates
      ? "`\(command)`, then again"
      : """
      nothing is renamed or removed in place: choose another name (feature_group in pipeline.yml), or give up the history \
      of this one with `\(command)` and create it again
      """
  }

  private static func isTighter(_ wanted: Feature, than known: Feature) -> Bool {
    (wanted.minimum != nil && wanted.minimum != known.minimum)
      || (wanted.maximum != nil && wanted.maximum != known.maximum)
      || (wanted.isRequired && !known.isRequired)
  }

  /// The text as one word of a shell.
  static func shell(_ text: String) -> String {
    let plain = text.utf8.allSatisfy {
      ($0 >= 48 && $0 <= 58) || ($0 >= 65 && $0 <= 90) || ($0 >= 97 && $0 <= 122) || "_-.=,/".utf8.contains($0)
    }
    return plain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
