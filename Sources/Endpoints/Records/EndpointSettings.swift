/// How an endpoint serves its model, in the manner of a serverless endpoint.
public struct EndpointSettings: Sendable, Equatable {
  /// How many requests may run at once; more are refused.
  public var maxConcurrency: Int
  /// The most megabytes that the model may take.
  public var memorySizeMB: Int
  /// After so many seconds without a request the model is unloaded; 0 keeps it.
  public var idleSeconds: Int
  /// How many of a hundred requests are captured.
  public var capturePercent: Double

  /// Creates settings.
  public init(maxConcurrency: Int = 200, memorySizeMB: Int = 2048, idleSeconds: Int = 0, capturePercent: Double = 100) {
    self.maxConcurrency = maxConcurrency
    self.memorySizeMB = memorySizeMB
    self.idleSeconds = idleSeconds
    self.capturePercent = capturePercent
  }

  /// Checks the ranges.
  /// - Throws: ``EndpointError`` that names the setting.
  func check() throws {
    func demand(_ holds: Bool, _ name: String, _ expected: String, _ found: String) throws {
      guard !holds else { return }
      throw EndpointError(
        code: "parameter-value", subject: name, expected: expected, found: found, remedy: "choose a value in the range")
    }
    try demand((1...1000).contains(maxConcurrency), "maximum concurrency", "1 to 1000", "\(maxConcurrency)")
    try demand((1...1_048_576).contains(memorySizeMB), "memory size", "1 to 1048576 MB", "\(memorySizeMB)")
    try demand((0...31_536_000).contains(idleSeconds), "idle time", "0 to 31536000 seconds", "\(idleSeconds)")
    try demand((0...100).contains(capturePercent), "capture percent", "0 to 100", "\(capturePercent)")
  }
}

/// Settings to change; `nil` keeps what is.
public struct EndpointSettingsChange: Sendable, Equatable {
  /// See ``EndpointSettings/maxConcurrency``.
  public var maxConcurrency: Int?
  /// See ``EndpointSettings/memorySizeMB``.
  public var memorySizeMB: Int?
  /// See ``EndpointSettings/idleSeconds``.
  public var idleSeconds: Int?
  /// See ``EndpointSettings/capturePercent``.
  public var capturePercent: Double?

  /// Creates a change.
  public init(
    maxConcurrency: Int? = nil, memorySizeMB: Int? = nil, idleSeconds: Int? = nil, capturePercent: Double? = nil
  ) {
    self.maxConcurrency = maxConcurrency
    self.memorySizeMB = memorySizeMB
    self.idleSeconds = idleSeconds
    self.capturePercent = capturePercent
  }

  func applied(to settings: EndpointSettings) -> EndpointSettings {
    EndpointSettings(
      maxConcurrency: maxConcurrency ?? settings.maxConcurrency, memorySizeMB: memorySizeMB ?? settings.memorySizeMB,
      idleSeconds: idleSeconds ?? settings.idleSeconds, capturePercent: capturePercent ?? settings.capturePercent)
  }
}
