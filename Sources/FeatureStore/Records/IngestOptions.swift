/// How a batch is taken in.
public struct IngestOptions: Sendable {
  /// What happens to rows that cannot stand in the group.
  public enum BadRows: Sendable, Equatable {
    /// The first one ends the ingestion; nothing is written.
    case stop
    /// They go into a CSV file with row, column and reason; all others are written.
    case reject(file: String)
  }

  /// Keys the batch: the same key again finds its batch and writes nothing. A fresh one where `nil`.
  public var batch: String?
  /// What happens to bad rows.
  public var badRows: BadRows
  /// How event times without a zone are read; they are bad where `nil`.
  public var timeZone: TimeZoneRule?

  /// Creates options.
  public init(batch: String? = nil, badRows: BadRows = .stop, timeZone: TimeZoneRule? = nil) {
    self.batch = batch
    self.badRows = badRows
    self.timeZone = timeZone
  }
}
