/// What a checkup found of one thing.
public struct Finding: Sendable, Equatable {
  /// How serious it is.
  public enum State: String, Sendable {
    /// As it should be.
    case ok
    /// Nothing is lost, but something is to be tidied up.
    case warning
    /// Something is damaged or missing.
    case problem
  }

  /// The check.
  public let check: String
  /// The database, table or object.
  public let subject: String
  /// How it is.
  public let state: State
  /// What was found.
  public let found: String
  /// What to do about it.
  public let remedy: String?

  /// Creates a finding.
  public init(_ check: String, _ subject: String, _ state: State, found: String, remedy: String? = nil) {
    self.check = check
    self.subject = subject
    self.state = state
    self.found = found
    self.remedy = remedy
  }
}
