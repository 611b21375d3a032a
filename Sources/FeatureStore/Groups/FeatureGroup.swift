/// A feature group: one append-only table of the offline store.
public struct FeatureGroup: Sendable, Equatable {
  /// The name of the group and of its table.
  public let name: String
  /// The feature that identifies a record.
  public let recordIdentifier: String
  /// The feature that says when the record was true: UTC text of 24 characters.
  public let eventTime: String
  /// The features in their order, record identifier and event time among them.
  public let features: [Feature]
  /// What the group holds.
  public let summary: String?
  /// Words that people file the group under.
  public let tags: [String: String]
  /// How long a record stays true after its event time; for ever where there is none.
  public let timeToLive: TimeToLive?
  /// The query that fills it, or `nil` where a pipeline or a file does.
  public let source: String?

  /// Creates a definition; ``FeatureStore/create(_:pipeline:)`` checks it.
  public init(
    name: String, recordIdentifier: String, eventTime: String, features: [Feature], summary: String? = nil,
    tags: [String: String] = [:], timeToLive: TimeToLive? = nil, source: String? = nil
  ) {
    self.name = name
    self.recordIdentifier = recordIdentifier
    self.eventTime = eventTime
    self.features = features
    self.summary = summary
    self.tags = tags
    self.timeToLive = timeToLive
    self.source = source
  }

  /// The feature of that name; SQL names do not differ by case alone.
  public func feature(_ name: String) -> Feature? { features.first { $0.name.lowercased() == name.lowercased() } }

  /// The features that say something about a record: all but its identifier and its event time.
  public var values: [Feature] { features.filter { $0.name != recordIdentifier && $0.name != eventTime } }

  /// The type of the record identifier.
  public var identifierType: FeatureType { feature(recordIdentifier)?.type ?? .string }

  /// The same definition under another name.
  public func named(_ name: String) -> FeatureGroup {
    FeatureGroup(
      name: name, recordIdentifier: recordIdentifier, eventTime: eventTime, features: features, summary: summary,
      tags: tags, timeToLive: timeToLive, source: source)
  }

  func with(features: [Feature]) -> FeatureGroup {
    FeatureGroup(
      name: name, recordIdentifier: recordIdentifier, eventTime: eventTime, features: features, summary: summary,
      tags: tags, timeToLive: timeToLive, source: source)
  }
}
