public import Columns
public import Warehouse

/// What a point-in-time dataset is made of.
public struct DatasetRequest: Sendable {
  /// The rows to which features are to be found: each has its own time, and a column for the record identifier of every group,
  /// under that group's name for it.
  public enum Entities: Sendable {
    /// The rows of a query.
    case query(sql: String, parameters: [String: SQLValue])
    /// A CSV file with a header, plain or gzip.
    case csv(path: String)
    /// Columns that are in memory.
    case columns(ColumnTable)
  }

  /// A group and what is wanted of it.
  public struct Choice: Sendable {
    /// The group.
    public var group: String
    /// Its features in the order of the result; all but record identifier and event time where `nil`.
    public var features: [String]?

    /// Chooses a group.
    public init(_ group: String, features: [String]? = nil) {
      self.group = group
      self.features = features
    }
  }

  /// The time to live that counts.
  public enum Expiry: Sendable, Equatable {
    /// Each group's own.
    case groups
    /// This one for all groups.
    case after(TimeToLive)
    /// Nothing expires.
    case never
  }

  /// The rows.
  public var entities: Entities
  /// The groups, in the order of the result.
  public var groups: [Choice]
  /// The column with the time of each row.
  public var entityTime: String
  /// Only what was written until then counts: a moment in any form with a zone.
  public var asKnownAt: String?
  /// When states are too old.
  public var expiry: Expiry
  /// Whether every feature is named `GROUP__FEATURE`; else only those whose name would be there twice.
  public var usesFullNames: Bool
  /// How times of rows without a zone are read; they are an error where `nil`.
  public var timeZone: TimeZoneRule?
  /// How groups are to be read; chosen from the sizes where `nil`.
  package var plan: FeatureDataset.Plan?
  /// The times to live of a dataset that is made again, one per group; they stand over `expiry`.
  var timesToLive: [TimeToLive?]?

  /// Creates a request.
  public init(
    entities: Entities, groups: [Choice], entityTime: String = "event_time", asKnownAt: String? = nil,
    expiry: Expiry = .groups, usesFullNames: Bool = false, timeZone: TimeZoneRule? = nil
  ) {
    self.entities = entities
    self.groups = groups
    self.entityTime = entityTime
    self.asKnownAt = asKnownAt
    self.expiry = expiry
    self.usesFullNames = usesFullNames
    self.timeZone = timeZone
  }
}
