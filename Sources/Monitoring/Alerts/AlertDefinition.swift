/// An alert of `monitor.yml`, after Amazon CloudWatch's alarms: a figure a day, a threshold, and of how many days how many
/// must breach it.
package struct AlertDefinition: Sendable, Decodable {
  package enum Comparison: String, Sendable, Decodable {
    case greaterThan = "greater_than"
    case greaterThanOrEqual = "greater_than_or_equal"
    case lessThan = "less_than"
    case lessThanOrEqual = "less_than_or_equal"

    func holds(_ value: Double, _ threshold: Double) -> Bool {
      switch self {
      case .greaterThan: value > threshold
      case .greaterThanOrEqual: value >= threshold
      case .lessThan: value < threshold
      case .lessThanOrEqual: value <= threshold
      }
    }

    var sign: String {
      switch self {
      case .greaterThan: ">"
      case .greaterThanOrEqual: ">="
      case .lessThan: "<"
      case .lessThanOrEqual: "<="
      }
    }
  }

  /// What a day without a figure counts for, as CloudWatch's `TreatMissingData`.
  package enum Missing: String, Sendable, Decodable {
    /// As a day that breaches.
    case breaching
    /// As a day that does not.
    case notBreaching = "notBreaching"
    /// The state stays.
    case ignore
    /// Where no day has a figure, the state is INSUFFICIENT_DATA.
    case missing
  }

  let name: String
  /// A named query of `sql/monitoring`.
  let query: String
  /// `rows` for the number of rows, or a column of the first row.
  let measure: String
  let parameters: [String: String]?
  let comparison: Comparison
  let threshold: Double
  let periods: Int?
  let datapoints: Int?
  let missing: Missing?
  let severity: QualityFile.Severity?
  /// Where given, the figure is the change against so many days before.
  let changeOverDays: Int?

  enum CodingKeys: String, CodingKey {
    case name, query, measure, parameters, comparison, threshold, periods, datapoints, missing, severity
    case changeOverDays = "change_over_days"
  }

  /// Creates a definition by hand.
  package init(
    name: String, query: String, measure: String, comparison: Comparison, threshold: Double, periods: Int?,
    datapoints: Int?, missing: Missing?
  ) {
    self.name = name
    self.query = query
    self.measure = measure
    self.comparison = comparison
    self.threshold = threshold
    self.periods = periods
    self.datapoints = datapoints
    self.missing = missing
    (parameters, severity, changeOverDays) = (nil, nil, nil)
  }

  func check(origin: String) throws {
    let (n, m) = (periods ?? 1, datapoints ?? periods ?? 1)
    guard n >= 1, n <= 366, m >= 1, m <= n else {
      throw MonitoringError(
        code: "monitor-yaml", subject: "\(origin), alert \(name)", expected: "1 <= datapoints <= periods <= 366",
        found: "datapoints \(m), periods \(n)", remedy: "correct the file")
    }
  }
}

/// The states of an alert.
public enum AlertState: String, Sendable, Equatable {
  case ok = "OK"
  case alarm = "ALARM"
  case insufficientData = "INSUFFICIENT_DATA"
}

/// Decides an alert's state from the figures of its last days: pure.
package struct AlertDecision {
  let definition: AlertDefinition

  /// Decides for one alert.
  package init(definition: AlertDefinition) { self.definition = definition }

  /// - Parameter values: the figures of the last `periods` days, the newest last; `nil` for a day without one.
  package func state(_ values: [Double?], before: AlertState) -> (state: AlertState, reason: String) {
    let needed = definition.datapoints ?? definition.periods ?? 1
    let known = values.compactMap { $0 }
    let treatment = definition.missing ?? .missing
    let breaching = values.count { value in
      value.map { definition.comparison.holds($0, definition.threshold) } ?? (treatment == .breaching)
    }
    let text =
      "\(breaching) of the last \(values.count) days \(definition.comparison.sign) "
      + "\(QualityStatement.number(definition.threshold)) (\(needed) needed); newest "
      + (values.last.flatMap { $0 }.map(QualityStatement.number) ?? "missing")
    if breaching >= needed { return (.alarm, text) }
    if known.isEmpty {
      switch treatment {
      case .missing: return (.insufficientData, "no figure for any of the last \(values.count) days")
      case .ignore: return (before, "no figure for any of the last \(values.count) days: the state stays")
      case .breaching, .notBreaching: break
      }
    }
    if values.last == .some(nil) && treatment == .ignore { return (before, "no figure for the day: the state stays") }
    return (.ok, text)
  }
}
