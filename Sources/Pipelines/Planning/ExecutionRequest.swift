/// How a pipeline is to be executed.
public struct ExecutionRequest: Sendable {
  /// Which steps do their work, whatever the cache says.
  public enum Selection: Sendable, Equatable {
    /// As the plan decides.
    case all
    /// This step and all that wait for it; the others are taken from another execution.
    case from(String)
    /// This step alone; those that it waits for are taken from another execution.
    case only(String)
  }

  /// Values for declared parameters, as texts.
  public var parameters: [(name: String, value: String)]
  /// A name for people.
  public var displayName: String?
  /// Whether earlier outcomes of steps may be used again.
  public var usesCache: Bool
  /// Which steps do their work.
  public var selection: Selection
  /// The execution whose outputs stand in for the steps that a selection leaves out; the newest that has them where `nil`.
  public var source: String?
  /// The day that the execution is about, `YYYY-MM-DD`.
  public var logicalDate: String?
  /// Seconds to wait for another execution of the pipeline to end; `nil` refuses at once.
  public var waits: Double?
  /// The schedule that asked for it and the moment at which it was due, UTC.
  var schedule: (name: String, scheduledFor: String)?
  /// The backfill that it is a day of.
  var backfill: String?

  /// Creates a request.
  public init(
    parameters: [(name: String, value: String)] = [], displayName: String? = nil, usesCache: Bool = true,
    selection: Selection = .all, source: String? = nil, logicalDate: String? = nil, waits: Double? = nil
  ) {
    self.parameters = parameters
    self.displayName = displayName
    self.usesCache = usesCache
    self.selection = selection
    self.source = source
    self.logicalDate = logicalDate
    self.waits = waits
  }

  /// What the ledger keeps, so that a resumed execution goes on in the same way.
  var stored: [String: String] {
    var stored = ["cache": String(usesCache)]
    switch selection {
    case .all: break
    case .from(let step): stored["from"] = step
    case .only(let step): stored["only"] = step
    }
    if let source { stored["of"] = source }
    if let schedule {
      stored["schedule"] = schedule.name
      stored["scheduled_for"] = schedule.scheduledFor
    }
    if let backfill { stored["backfill"] = backfill }
    return stored
  }

  init(stored: [String: String], parameters: [(name: String, value: String)], logicalDate: String?) {
    self.init(
      parameters: parameters, usesCache: stored["cache"] == "true",
      selection: stored["from"].map(Selection.from) ?? stored["only"].map(Selection.only) ?? .all, source: stored["of"],
      logicalDate: logicalDate)
  }
}
