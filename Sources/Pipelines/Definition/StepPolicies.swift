/// Whether an earlier outcome of a step may be used again.
public struct CachePolicy: Sendable, Equatable {
  /// Whether it may at all.
  public var isEnabled = true
  /// For so many seconds after it was made; without end where `nil`.
  public var lifetime: Double?

  /// Creates a policy.
  public init(isEnabled: Bool = true, lifetime: Double? = nil) {
    self.isEnabled = isEnabled
    self.lifetime = lifetime
  }
}

/// When a step that failed is tried again.
public struct RetryPolicy: Sendable, Equatable {
  /// The codes of the errors it is for; `any` stands for all.
  public var errors: [String]
  /// How often the step runs at most, the first time included.
  public var attempts: Int
  /// Seconds before the second attempt.
  public var interval: Double
  /// What the interval is multiplied by after each further attempt.
  public var backoffRate: Double
  /// The longest interval in seconds.
  public var longestInterval: Double

  /// Creates a policy.
  public init(
    errors: [String], attempts: Int, interval: Double = 1, backoffRate: Double = 2, longestInterval: Double = 300
  ) {
    self.errors = errors
    self.attempts = attempts
    self.interval = interval
    self.backoffRate = backoffRate
    self.longestInterval = longestInterval
  }

  /// Stands for the codes of all errors.
  static let anyError = "any"

  /// Whether it is for errors of that code.
  func covers(_ code: String) -> Bool { errors.contains(Self.anyError) || errors.contains(code) }

  /// Seconds between attempt number `attempt`, from 1, and the next one.
  func pause(after attempt: Int) -> Double {
    var pause = interval
    for _ in 1..<max(1, attempt) where pause < longestInterval { pause *= backoffRate }
    return min(pause, longestInterval)
  }
}
