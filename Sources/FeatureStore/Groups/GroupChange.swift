extension FeatureStore {
  /// What is to change of a group. Features are only ever added.
  public struct GroupChange: Sendable {
    /// Features to add; records that are there already have NULL in them.
    public var added: [Feature]
    /// New descriptions of features, by name; the inner `nil` takes one away.
    public var meanings: [String: String?]
    /// New ranges of features, by name.
    public var ranges: [String: ValueRange]
    /// Features that are to be required, or no longer so, by name.
    public var requirements: [String: Bool]
    /// A new description; the inner `nil` takes it away.
    public var summary: String??
    /// Tags to set.
    public var tags: [String: String]
    /// Tags to take away.
    public var removedTags: [String]
    /// A new time to live; the inner `nil` takes it away.
    public var timeToLive: TimeToLive??
    /// A new query that fills the group; the inner `nil` takes it away.
    public var source: String??

    /// Changes nothing until something is set.
    public init(
      added: [Feature] = [], meanings: [String: String?] = [:], ranges: [String: ValueRange] = [:],
      requirements: [String: Bool] = [:], summary: String?? = nil, tags: [String: String] = [:],
      removedTags: [String] = [], timeToLive: TimeToLive?? = nil, source: String?? = nil
    ) {
      self.added = added
      self.meanings = meanings
      self.ranges = ranges
      self.requirements = requirements
      self.summary = summary
      self.tags = tags
      self.removedTags = removedTags
      self.timeToLive = timeToLive
      self.source = source
    }

    /// The definition with the changes made to it. A feature to add that is there already with the same type is passed over.
    /// - Throws: ``FeatureStoreError`` where a feature to add is there with another type, or one to change is not there.
    public func applied(to group: FeatureGroup) throws -> FeatureGroup {
      var features = group.features
      func place(_ name: String) -> Int? { features.firstIndex { $0.name.lowercased() == name.lowercased() } }
      for feature in added {
        guard let index = place(feature.name) else {
          features.append(feature)
          continue
        }
        guard features[index].type == feature.type else {
          throw FeatureStoreError(
            code: "feature-type-changed", subject: "feature group \(group.name), feature \(feature.name)",
            expected: "the type \(features[index].type.rawValue) that it has", found: feature.type.rawValue,
            remedy: "add it under another name; the type of a feature never changes")
        }
      }
      for name in Set(meanings.keys).union(ranges.keys).union(requirements.keys).sorted() {
        guard let index = place(name) else {
          throw FeatureStoreError.unknownFeature(name, in: group.with(features: features))
        }
        let known = features[index]
        features[index] = known.with(
          meaning: meanings[name] ?? known.meaning, range: ranges[name] ?? known.range,
          isRequired: requirements[name] ?? known.isRequired)
      }
      var kept = group.tags
      for tag in removedTags { kept[tag] = nil }
      return FeatureGroup(
        name: group.name, recordIdentifier: group.recordIdentifier, eventTime: group.eventTime, features: features,
        summary: summary ?? group.summary, tags: kept.merging(tags) { $1 }, timeToLive: timeToLive ?? group.timeToLive,
        source: source ?? group.source)
    }

    /// What of it a group does not have, so that nothing is to be done about it.
    func pointless(for group: FeatureGroup) -> [String] {
      removedTags.filter { group.tags[$0] == nil }.map { tag in
        let known = group.tags.keys.sorted().joined(separator: ", ")
        return "there is no tag \(tag) to take away\(known.isEmpty ? "" : "; there are \(known)")"
      }
    }
  }

  /// What became of a change.
  public struct GroupUpdate: Sendable, Equatable {
    /// The group as it is now.
    public let group: FeatureGroup
    /// What changed, in words; empty where the group was so already.
    public let changes: [String]
    /// What the one who changed it should know.
    public let notes: [String]
  }
}
