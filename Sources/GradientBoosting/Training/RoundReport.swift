/// What is known after a boosting round.
public struct RoundReport: Sendable, Equatable {
  /// The value of a metric on a named set.
  public struct Score: Sendable, Equatable {
    /// The name of the set.
    public let set: String
    /// The metric's name, such as `rmse`.
    public let metric: String
    /// Its value.
    public let value: Double
  }

  /// The round, counted from 0; it continues where the model that training continues from ends.
  public let round: Int
  /// The number of rounds that were asked for.
  public let roundLimit: Int
  /// One score per set and metric, in the order in which the sets were given.
  public let scores: [Score]

  /// The value of a metric on a set, or `nil` where there is none.
  public func value(_ metric: String, on set: String) -> Double? {
    scores.first { $0.set == set && $0.metric == metric }?.value
  }
}

/// Whether training goes on after a round.
public enum TrainingDecision: Sendable {
  /// Go on.
  case goOn
  /// End here; the model keeps all rounds so far.
  case stop
}
