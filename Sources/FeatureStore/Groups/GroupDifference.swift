/// What differs between the definition that a group has and one that is wanted. The order of features says nothing.
struct GroupDifference {
  let group: String
  /// The differences; empty where the definitions are the same.
  let changes: [DefinitionChange]

  /// Everything that differs.
  init(from known: FeatureGroup, to wanted: FeatureGroup) {
    group = known.name
    var changes = Self.keys(known, wanted)
    for feature in wanted.features {
      guard let old = known.feature(feature.name) else {
        changes.append(.added(feature))
        continue
      }
      changes += Self.identity(old, feature)
      if old.meaning != feature.meaning {
        changes.append(.meaning(feature: old.name, from: old.meaning, to: feature.meaning))
      }
      if old.range != feature.range {
        changes.append(.range(feature: old.name, from: old.range, to: feature.range))
      }
      if old.isRequired != feature.isRequired {
        changes.append(.requirement(feature: old.name, isRequired: feature.isRequired))
      }
    }
    changes += known.features.filter { wanted.feature($0.name) == nil }.map(DefinitionChange.removed)
    if known.summary != wanted.summary { changes.append(.summary(from: known.summary, to: wanted.summary)) }
    if known.timeToLive != wanted.timeToLive {
      changes.append(.timeToLive(from: known.timeToLive, to: wanted.timeToLive))
    }
    for name in Set(known.tags.keys).union(wanted.tags.keys).sorted() where known.tags[name] != wanted.tags[name] {
      changes.append(.tag(name: name, from: known.tags[name], to: wanted.tags[name]))
    }
    if known.source != wanted.source { changes.append(.source(from: known.source, to: wanted.source)) }
    self.changes = changes
  }

  /// What keeps a pipeline from filling the group: its keys and features must be there with their types. Everything else,
  /// further features among it, is the user's.
  /// - Parameter dispensable: the features, in lower case, that the pipeline may leave without a value.
  init(from known: FeatureGroup, toPipeline wanted: FeatureGroup, dispensable: Set<String>) {
    group = known.name
    changes =
      Self.keys(known, wanted)
      + wanted.features.flatMap { feature in
        known.feature(feature.name).map { Self.identity($0, feature) } ?? [.added(feature)]
      }
      + known.features.filter { wanted.feature($0.name) == nil && !dispensable.contains($0.name.lowercased()) }
      .map(DefinitionChange.removed)
  }

  private static func keys(_ known: FeatureGroup, _ wanted: FeatureGroup) -> [DefinitionChange] {
    var changes: [DefinitionChange] = []
    if known.recordIdentifier != wanted.recordIdentifier {
      changes.append(.recordIdentifier(from: known.recordIdentifier, to: wanted.recordIdentifier))
    }
    if known.eventTime != wanted.eventTime {
      changes.append(.eventTime(from: known.eventTime, to: wanted.eventTime))
    }
    return changes
  }

  private static func identity(_ old: Feature, _ new: Feature) -> [DefinitionChange] {
    (old.name == new.name ? [] : [.spelling(from: old.name, to: new.name)])
      + (old.type == new.type ? [] : [.type(feature: old.name, from: old.type, to: new.type)])
  }

  /// Whether the group can be changed to the wanted definition as it is.
  var isPossible: Bool { !changes.contains(where: \.needsNewGroup) }

  /// The error that names every difference and what to do, which depends on where the wanted definition comes from.
  /// - Parameter isNoted: whether a noted dataset needs the group, which `features delete` gives up with `--force` alone.
  func refusal(_ origin: DefinitionOrigin, isNoted: Bool) -> FeatureStoreError {
    FeatureStoreError(
      code: "feature-group-changed", subject: "feature group \(group)", expected: "the definition that it has",
      found: changes.map(\.text).joined(separator: "; "), remedy: remedy(origin, isNoted))
  }

  private func remedy(_ origin: DefinitionOrigin, _ isNoted: Bool) -> String {
    guard isPossible else {
      let left = changes.compactMap { change -> Feature? in
        if case .removed(let feature) = change { feature } else { nil }
      }
      let isLeftOutOnly = changes.filter(\.needsNewGroup).count == left.count
      let kept: String =
        switch origin {
        case .file(let path, _) where isLeftOutOnly:
          "write \(left.map { "`\(GroupYAML.line($0))`" }.joined(separator: ", ")) under features in \(path), "
        case .query where isLeftOutOnly:
          "give \(left.map(\.name).joined(separator: ", ")) in the query too, "
        case .pipeline where isLeftOutOnly:
          "give \(left.map(\.name).joined(separator: ", ")) in features.sql again, "
        default: ""
        }
      return """
        nothing is renamed, removed or given another type in place: \(kept)\(origin.anotherName), or give up the history of \
        this group with `stockroom features delete \(group) --yes\(isNoted ? " --force" : "")` and create it again\
        \(isNoted ? ": datasets that were noted of it cannot be made again then" : "")
        """
    }
    guard let command = origin.migration(of: group, changes) else {
      return "write the definition to a file; `stockroom features update \(group) --file FILE` changes the group to it"
    }
    return if case .pipeline = origin {
      "`\(command)`, then run the pipeline again"
    } else {
      "`\(command)` changes the group to it"
    }
  }
}
