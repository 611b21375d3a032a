public import Columns

/// The rows of a request with the features that were true and known at each row's time.
public struct FeatureDataset: Sendable {
  /// How a group's rows were found.
  public enum Plan: String, Sendable {
    /// One search in the index for each row.
    case search
    /// One walk through the group's records, in step with the sorted rows.
    case walk
  }

  /// A group's part in the result.
  public struct Part: Sendable, Equatable {
    /// The group.
    public let group: String
    /// Its features, in the order of the result.
    public let features: [String]
    /// The names that they have in the result.
    public let columns: [String]
    /// The newest write that counts; `nil` where the group was empty.
    public let knownUntil: String?
    /// The time to live that counted.
    public let timeToLive: TimeToLive?
    /// The rows that have a state of the group.
    public let rowsMatched: Int
    /// How they were found.
    public let plan: Plan

    /// The same group without any of its features, for rows that are kept: so many of them are in it.
    package func besideKeptRows(matching rows: Int) -> Part {
      Part(
        group: group, features: [], columns: [], knownUntil: knownUntil, timeToLive: timeToLive, rowsMatched: rows,
        plan: plan)
    }
  }

  /// The columns of the rows, their time as UTC text of 24 characters, then the features.
  public let columns: ColumnTable
  /// The number of columns that came with the rows.
  public let entityColumnCount: Int
  /// The column with the time of each row.
  public let entityTime: String
  /// The groups in their order.
  public let parts: [Part]
  /// Whether every feature bears its group's name.
  public let usesFullNames: Bool
  /// Where the rows came from; `nil` for columns that were in memory.
  var entitySource: EntitySource?

  /// Whether the rows were kept as they are, rather than found in the groups: ``init(keeping:entityTime:besides:)``.
  public var isKept: Bool { parts.allSatisfy(\.features.isEmpty) }

  /// Rows that are to be remembered as they are, because the groups do not give them.
  /// - Parameters:
  ///   - rows: their columns, features and all.
  ///   - entityTime: the column with the time of each row.
  ///   - part: the group that they were compared with, and how many of them are in it.
  package init(keeping rows: ColumnTable, entityTime: String, besides part: Part?) {
    columns = rows
    entityColumnCount = rows.columns.count
    self.entityTime = entityTime
    parts = part.map { [$0] } ?? []
    usesFullNames = false
  }

  init(
    columns: ColumnTable, entityColumnCount: Int, entityTime: String, parts: [Part], usesFullNames: Bool,
    entitySource: EntitySource? = nil
  ) {
    self.columns = columns
    self.entityColumnCount = entityColumnCount
    self.entityTime = entityTime
    self.parts = parts
    self.usesFullNames = usesFullNames
    self.entitySource = entitySource
  }
}
