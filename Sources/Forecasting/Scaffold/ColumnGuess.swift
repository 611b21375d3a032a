/// What a column of the raw table is taken for, and why.
public struct ColumnGuess: Sendable, Equatable {
  /// What a column can be.
  public enum Role: String, Sendable {
    /// The day of a row.
    case date
    /// What is predicted.
    case label
    /// What names a row.
    case identifier
    /// A part of what tells one series from another.
    case series
    /// A number that the model may use.
    case feature
    /// Text that becomes a number that the model may use.
    case code
    /// A number that may tell the label, so that the model does not get it.
    case suspect
    /// Not used.
    case unused
  }

  /// The column.
  public let column: String
  /// What it is taken for.
  public let role: Role
  /// Why, in a few words.
  public let reason: String
}
