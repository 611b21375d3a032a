public import Warehouse

/// A folder `sql/monitors/NAME`: `monitor.yml` and the SQL beside it, which say what is looked at every day.
public struct MonitorFile: Sendable {
  /// The name of the folder.
  public let name: String
  /// What `monitor.yml` says.
  let settings: MonitorSettings
  /// The raw rows of a stretch of days; `nil` where drift is not watched.
  let observations: SQLScript?
  /// What the observations are compared with; `nil` for the same season of earlier years.
  let baseline: SQLScript?
  /// Forecasts and what came of them; `nil` where performance is not watched.
  let predictions: SQLScript?

  /// Reads a folder.
  /// - Throws: ``MonitoringError`` where there is none, or its YAML is wrong.
  public init(_ name: String, in library: SQLLibrary) throws {
    let known = Self.names(in: library)
    guard known.contains(name) else {
      throw MonitoringError(
        code: "unknown-monitor", subject: "monitor \(name)", expected: "one of \(known.joined(separator: ", "))",
        found: "no such monitor", remedy: "check the name, or write sql/monitors/\(name)/monitor.yml")
    }
    self.name = name
    let folder = "monitors/\(name)"
    settings = try YAMLFile.decode(MonitorSettings.self, "\(folder)/monitor.yml", in: library)
    let names = library.scriptNames(in: folder)
    func script(_ name: String) throws -> SQLScript? {
      names.contains(name) ? try library.script("\(folder)/\(name).sql") : nil
    }
    observations = try script("observations")
    baseline = try script("baseline")
    predictions = try script("predictions")
    let alertNames = settings.alerts.map(\.name)
    guard Set(alertNames).count == alertNames.count else {
      throw MonitoringError(
        code: "monitor-yaml", subject: library.origin(of: "\(folder)/monitor.yml"),
        expected: "alerts of distinct names",
        found: alertNames.joined(separator: ", "), remedy: "rename one of them")
    }
    for alert in settings.alerts { try alert.check(origin: library.origin(of: "\(folder)/monitor.yml")) }
  }

  /// A cursor over a script's rows of a stretch of days, with the monitor's own parameters.
  func cursor(_ script: SQLScript, from: String, to: String, in warehouse: Warehouse) throws -> QueryCursor {
    try QuerySession(warehouse, for: script.sql).prepare(
      script.sql, origin: script.origin, parameters: values(for: script, from: from, to: to))
  }

  /// The values of the parameters that a script declares.
  func values(for script: SQLScript, from: String, to: String) throws -> [String: SQLValue] {
    var values: [String: SQLValue] = ["from": .text(from), "to": .text(to)]
    for (name, text) in settings.parameters ?? [:] {
      values[name] = try SQLValue(parsing: text, type: script.parameters.first { $0.name == name }?.type)
    }
    let declared = Set(script.parameters.map(\.name))
    return values.filter { declared.contains($0.key) }
  }

  /// The names of the monitors there are.
  public static func names(in library: SQLLibrary) -> [String] {
    library.paths(below: "monitors").compactMap { path in
      let parts = path.split(separator: "/")
      return parts.count == 3 && parts[2] == "monitor.yml" ? String(parts[1]) : nil
    }
  }
}

/// What `monitor.yml` says.
struct MonitorSettings: Sendable, Decodable {
  let quality: [String]
  /// Values for the scripts of the folder that declare them.
  let parameters: [String: String]?
  let drift: DriftSettings?
  let performance: PerformanceSettings?
  let alerts: [AlertDefinition]
}

/// How drift is measured.
struct DriftSettings: Sendable, Decodable {
  /// What holds for one column instead of the monitor's own limits.
  struct Override: Sendable, Decodable {
    let psi: Double?
    let significance: Double?
    let missingRate: Double?
    let outside: Double?

    enum CodingKeys: String, CodingKey {
      case psi, significance, outside
      case missingRate = "missing_rate"
    }
  }

  let windowDays: Int
  /// Years to look back and days around the season; not used with a baseline of its own.
  let years: Int?
  let marginDays: Int?
  let minimumRows: Int
  let psi: Double
  let significance: Double
  let missingRate: Double
  let outside: Double
  let clusters: [String]?
  let leaveOut: [String]
  let columns: [String: Override]?

  enum CodingKeys: String, CodingKey {
    case years, psi, significance, outside, clusters, columns
    case windowDays = "window_days"
    case marginDays = "margin_days"
    case minimumRows = "minimum_rows"
    case missingRate = "missing_rate"
    case leaveOut = "leave_out"
  }

  /// Columns of the calendar: they always drift.
  static let calendar: Set<String> = [
    "year", "quarter", "month", "week", "day", "day_of_year", "day_of_week", "day_of_week_index", "day_of_month",
    "event_time",
  ]
}

/// How performance is measured.
struct PerformanceSettings: Sendable, Decodable {
  let segments: [String]
  let windowDays: Int
  let referenceDays: Int
  let increase: Double
  let significance: Double
  let interval: Interval?

  /// The columns of `predictions.sql` that an actual value should lie between. Where the rows lack them, nothing is counted.
  struct Interval: Sendable, Decodable {
    let lower: String
    let upper: String
  }

  enum CodingKeys: String, CodingKey {
    case segments, increase, significance, interval
    case windowDays = "window_days"
    case referenceDays = "reference_days"
  }
}
